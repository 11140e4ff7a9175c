import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { type CheckResult, findingsOf, runChecks } from '@claude-sessions/core/findings/check.ts';
import type { ConfigurationFacts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { isPlaced } from './placeFinding.ts';

const checks = allChecks.filter(({ place }) => place === 'configuration' || place === 'host');

/** What the checks say of a devcontainer.json. */
export function resultsFor(
  configuration: ConfigurationFacts,
  host: HostFacts | undefined,
): readonly CheckResult[] {
  return runChecks(checks, { configuration, ...(host && { host }) });
}

/** The findings that are shown at a devcontainer.json. */
export function checkText(configuration: ConfigurationFacts, host: HostFacts | undefined): Finding[] {
  return findingsOf(resultsFor(configuration, host)).filter(
    (finding) => isPlaced(finding) && isOurs(finding, configuration) && isSure(finding, configuration),
  );
}

/** Not what the editor's JSON support says by itself: syntax, types, members written twice. */
function isOurs({ code, range }: Finding, { document }: ConfigurationFacts): boolean {
  if (code !== 'configuration-invalid') return true;
  const [error] = document?.errors.filter(({ offset }) => offset === range?.offset) ?? [];
  return error?.kind === 'prototype' || error?.kind === 'depth';
}

/** What is concluded from something that is missing, which in a broken text may only not be read. */
const fromAbsence: readonly string[] = [
  'no-prepare-command',
  'profile-alone',
  'compose-share-incomplete',
  'choice-changed',
];

/** In a text that is no JSON yet, since somebody is typing, only what stands there whole is told. */
function isSure({ code, range }: Finding, { document }: ConfigurationFacts): boolean {
  const broken = document?.errors.filter(({ kind }) => kind === 'syntax') ?? [];
  if (broken.length === 0) return true;
  if (!range || fromAbsence.includes(code)) return false;
  return !broken.some(({ offset }) => offset >= range.offset && offset <= range.offset + range.length);
}
