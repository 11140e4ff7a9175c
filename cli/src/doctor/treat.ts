import { findingsOf } from '@claude-sessions/core/findings/check.ts';
import type { Scope } from '../facts/gatherFacts.ts';
import { askingFor, type Look, lookAt } from '../facts/lookAt.ts';
import { writeLeftByRecreate } from '../workspace/recreated.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import type { Attempt } from './fix.ts';

export interface Treatment {
  readonly fix?: boolean;
  readonly recreate?: boolean;
  readonly dryRun?: boolean;
  readonly dockerPath?: string;
  readonly devcontainerPath?: string;
  /** Consent to what runs on the host, see the approvals. */
  readonly yes?: boolean;
  /** Errors and warnings only. */
  readonly quiet?: boolean;
  /** Every check with its result. */
  readonly verbose?: boolean;
}

/** One dev container as it is in the end, and what was done about it. */
export interface Treated {
  readonly look: Look;
  readonly attempts: readonly Attempt[];
}

/**
 * Looks at one dev container, does what was asked for, and looks again if anything was done.
 * @throws UserError when devcontainer.json is no text
 */
export async function treat(workspace: Workspace, scope: Scope, options: Treatment): Promise<Treated> {
  const look = await lookAt(workspace, scope);
  const { lookup: _, ...again } = scope;
  const attempts: Attempt[] = [];
  let now = look;
  if (options.fix) {
    const { fixAll } = await import('./fixAll.ts');
    attempts.push(...(await fixAll(look, scope, { dryRun: options.dryRun ?? false })));
    if (attempts.some(({ result }) => result === 'done')) now = await lookAt(workspace, again);
  }
  if (options.recreate && wantsNewContainer(now)) {
    const done = await recreate(now, options);
    attempts.push(done);
    if (done.result !== 'planned') now = await lookAt(workspace, again);
    if (done.result === 'done' && (await rememberLeft(now))) now = await lookAt(workspace, again);
  }
  return { look: now, attempts };
}

/** True when today's configuration would make another container. */
function wantsNewContainer({ gathered, results }: Look): boolean {
  return gathered.facts.container !== undefined && askingFor(results, 'recreate').length > 0;
}

/** What a new container has still, another one would have too. @returns true when there is something */
async function rememberLeft({ workspace, gathered, results }: Look): Promise<boolean> {
  const left = findingsOf(results).filter(({ action }) => action?.kind === 'recreate');
  const found = left.map(({ code, evidence }) => ({ code, evidence }));
  await writeLeftByRecreate(workspace, gathered.configuration.facts, found);
  return left.length > 0;
}

async function recreate({ workspace, gathered, results }: Look, options: Treatment): Promise<Attempt> {
  const { configured, facts } = gathered.configuration;
  const name = gathered.facts.container?.container.name ?? '';
  const { attempt } = await import('./fix.ts');
  const { bringUp } = await import('../up/bringUp.ts');
  const start = { ...options, recreate: true };
  const codes = askingFor(results, 'recreate');
  const dryRun = options.dryRun ?? false;
  return attempt('recreate', codes, `replace the container ${name}`, { dryRun }, async () => {
    const document = facts.document ?? (await readConfig(workspace.configFile));
    await bringUp(workspace, { ...configured, document }, start);
    return `replaced the container ${name} by a new one`;
  });
}
