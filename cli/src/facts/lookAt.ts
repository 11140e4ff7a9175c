import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { type CheckResult, findingsOf, runChecks } from '@claude-sessions/core/findings/check.ts';
import type { Facts } from '@claude-sessions/core/findings/facts.ts';
import type { Finding, FixKind } from '@claude-sessions/core/findings/finding.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Gathered, gatherFacts, type Scope } from './gatherFacts.ts';

/** One dev container looked at: what is known of it, and what the checks say. */
export interface Look {
  readonly workspace: Workspace;
  readonly gathered: Gathered;
  readonly results: readonly CheckResult[];
}

/** Looks at one dev container with every check. @throws UserError when devcontainer.json is no text */
export async function lookAt(workspace: Workspace, scope: Scope): Promise<Look> {
  const gathered = await gatherFacts(workspace, scope);
  return { workspace, gathered, results: runChecks(allChecks, gathered.facts) };
}

/** Those that make a command exit with 1. */
export function severeOf(results: readonly CheckResult[]): Finding[] {
  return findingsOf(results).filter(({ severity }) => severity !== 'information');
}

/** The codes of the findings that one kind of action fixes; none when nothing asks for it. */
export function askingFor(results: readonly CheckResult[], kind: FixKind): string[] {
  return [...new Set(findingsOf(results).flatMap(({ code, action }) => (action?.kind === kind ? code : [])))];
}

/** Why a check could not look, as a clause. */
export function whyUnknown({ check }: CheckResult, { facts, unknown }: Gathered): string {
  const missing = check.needs.find((part) => facts[part] === undefined);
  if (missing === 'container' || missing === 'inside') return unknown[missing] ?? 'it was not looked at';
  return `nothing is known of the ${missing satisfies keyof Facts | undefined}`;
}
