import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { configurationInvalid } from '@claude-sessions/core/checks/configuration/configurationInvalid.ts';
import { type Check, type CheckResult, runChecks } from '@claude-sessions/core/findings/check.ts';
import type { ConfigurationFacts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { anchorRange } from './anchorRange.ts';

const checks = allChecks.filter(({ place }) => place === 'configuration' || place === 'host');

/** The results of the checks that an editor can run on a devcontainer.json. */
export function resultsFor(
  configuration: ConfigurationFacts,
  host: HostFacts | undefined,
): readonly CheckResult[] {
  return runChecks(checks, { configuration, ...(host && { host }) });
}

/** A finding that is shown at a devcontainer.json: at its range, else where its check says. */
export type PlacedFinding = Finding & Required<Pick<Finding, 'range'>>;

/** A finding that is shown at another file. */
export type FindingElsewhere = Finding & Required<Pick<Finding, 'at'>>;

interface ShownFindings {
  /** At the devcontainer.json. */
  readonly findings: PlacedFinding[];
  readonly elsewhere: FindingElsewhere[];
}

/** The findings that are shown at a devcontainer.json, and at the files that it names. */
export function checkText(configuration: ConfigurationFacts, host: HostFacts | undefined): ShownFindings {
  const shown: ShownFindings = { findings: [], elsewhere: [] };
  for (const result of resultsFor(configuration, host)) {
    if (result.state !== 'looked') continue;
    const { check, findings } = result;
    for (const finding of findings) {
      if (finding.at) shown.elsewhere.push({ ...finding, at: finding.at });
      else if (isOurs(finding, configuration) && isSure(check, finding, configuration)) {
        const range = finding.range ?? anchorRange(check.anchor ?? 'feature', configuration);
        if (range) shown.findings.push({ ...finding, range });
      }
    }
  }
  return shown;
}

/** Not what the editor's JSON support says by itself: syntax, types, members written twice. */
function isOurs({ code, range }: Finding, { document }: ConfigurationFacts): boolean {
  if (code !== configurationInvalid.code) return true;
  const [error] = document?.errors.filter(({ offset }) => offset === range?.offset) ?? [];
  return error?.kind === 'prototype' || error?.kind === 'depth';
}

/** In a text that is no JSON yet, since somebody is typing, only what is there whole is reported. */
function isSure({ fromAbsence }: Check, { range }: Finding, { document }: ConfigurationFacts): boolean {
  const broken = document?.errors.filter(({ kind }) => kind === 'syntax') ?? [];
  if (broken.length === 0) return true;
  if (!range || fromAbsence) return false;
  return !broken.some(({ offset }) => offset >= range.offset && offset <= range.offset + range.length);
}
