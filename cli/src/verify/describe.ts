import { counted } from '@claude-sessions/core/counted.ts';
import { ourCommand, typedCommand } from '@claude-sessions/core/findings/advice.ts';
import { isAcceptable } from '@claude-sessions/core/verify/verifyCodes.ts';
import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { findingLines } from '../terminal/findingLines.ts';
import { escapeControls, out } from '../terminal/output.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Moved } from './quarantine.ts';
import type { VerifyResult } from './types.ts';

export interface Shown {
  readonly result: VerifyResult;
  readonly workspace: Workspace;
  /** The words that name the dev container on our command line, from where this runs. */
  readonly where: readonly string[];
  /** Nothing was remembered before. */
  readonly first: boolean;
  readonly moved: readonly Moved[] | undefined;
  readonly accepted: boolean | undefined;
  /** Only what is above information. */
  readonly quiet?: boolean | undefined;
  /** Every finding, each with its evidence. */
  readonly verbose?: boolean | undefined;
}

/** Findings of one code that are written out; the rest are counted. `--verbose` and `--json` have them all. */
const shownOfOne = 10;

/** Lines of prompts that are written out when they are accepted, and how much of each. */
const shownAccepted = 500;
const shownLength = 2000;

/** The result as text. Everything that a container may have written is escaped. */
export function describeResult(shown: Shown): string {
  const { result, first, moved, accepted, quiet, verbose } = shown;
  const { more, moreInformation } = result;
  const findings = typedFindings(shown);
  const bad = findings.filter(({ severity }) => severity !== 'information');
  const lines = [
    `${out.bold('Folder')}    ${escapeControls(result.folder)}`,
    `${out.bold('Looked at')} ${lookedAt(result)}`,
    ...(first && !quiet ? ['First check of this folder: its memory is recorded as it is now.'] : []),
    ...describeFindings(quiet ? bad : findings, verbose ?? false),
    ...(more > 0 ? [`${out.red('error')}: … and ${more} more findings`] : []),
    ...(moreInformation > 0 && !quiet ? [`note: … and ${moreInformation} more`] : []),
    ...(moved ?? []).map(describeMoved),
  ];
  const never = bad.filter(({ code }) => !isAcceptable(code)).length;
  if (accepted) lines.push(...describeAccepted(result.acceptable.lines));
  const last = accepted
    ? `Recorded as seen: memory, prompts and ${counted(findings.length - never, 'finding')}.${never > 0 ? ` ${never} cannot be accepted.` : ''}`
    : bad.length === 0 && more === 0
      ? 'Nothing here can act on this host.'
      : `${counted(bad.length + more, 'finding')}. Look at ${bad.length + more === 1 ? 'it' : 'them'} before you continue a conversation on this host.`;
  return [...lines, last].join('\n');
}

/** The findings with our command in their advice as it is typed here. */
function typedFindings({ result, where }: Pick<Shown, 'result' | 'where'>): VerifyFinding[] {
  return result.findings.map((finding) => ({
    ...finding,
    fix: finding.fix.replace(/`verify (--[a-z]+)`/g, (_, option: string) =>
      typedCommand({ ...ourCommand('verify', option), where }),
    ),
  }));
}

/** The lines of system prompts that are trusted from now on, in full: nobody accepts what was not shown. */
function describeAccepted(accepted: readonly string[]): string[] {
  if (accepted.length === 0) return [];
  const shown = accepted.slice(0, shownAccepted).map((line) => {
    const rest = line.length - shownLength;
    return `    ${escapeControls(line.slice(0, shownLength))}${rest > 0 ? `… and ${rest} more characters` : ''}`;
  });
  const more = accepted.length - shown.length;
  return [
    `${out.yellow('trusted')} from now on, in system prompts (${accepted.length} lines):`,
    ...shown,
    ...(more > 0 ? [`    … and ${more} more lines (all of them: --json)`] : []),
  ];
}

function lookedAt({ entries, transcripts, unchanged, bytes }: VerifyResult): string {
  const size = bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
  const skipped = unchanged > 0 ? `, ${unchanged} of them unchanged since` : '';
  return `${counted(entries, 'entry', 'entries')}, ${counted(transcripts, 'transcript')}${skipped}, ${size} read`;
}

function describeFindings(findings: readonly VerifyFinding[], verbose: boolean): string[] {
  const most = verbose ? findings.length : shownOfOne;
  const byCode = new Map<string, VerifyFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`;
    byCode.set(key, [...(byCode.get(key) ?? []), finding]);
  }
  return [...byCode.values()].flatMap((group) => [
    ...group
      .slice(0, most)
      .flatMap((finding, index, { length }) => describeFinding(finding, index === length - 1, verbose)),
    ...(group.length > most ? [`  … and ${group.length - most} more of ${group[0]?.code}`] : []),
  ]);
}

/** @param isLast of its code: what to do is said once */
function describeFinding(
  { path, line, ...finding }: VerifyFinding,
  isLast: boolean,
  verbose: boolean,
): string[] {
  const isNote = finding.severity === 'information';
  return findingLines({
    ...finding,
    at: line === undefined ? path || '.' : `${path}:${line}`,
    // Of what is only worth knowing `--verbose` and `--json` have the rest.
    evidence: isNote && !verbose ? [] : finding.evidence,
    todo: isNote || !isLast ? '' : finding.fix,
  });
}

function describeMoved({ path, to, why }: Moved): string {
  return to === undefined
    ? `${out.red('left')} ${escapeControls(path || '.')}: ${escapeControls(why ?? '')}`
    : `${out.green('moved')} ${escapeControls(path)} to ${escapeControls(to)}`;
}

export function jsonResult(shown: Shown): object {
  const { result, workspace, first, moved, accepted } = shown;
  const findings = typedFindings(shown);
  const { folder, more, moreInformation, entries, transcripts, unchanged, bytes } = result;
  return {
    folder: workspace.folder,
    config: workspace.configFile,
    devcontainerId: workspace.devcontainerId,
    projectFolder: folder,
    entries,
    transcripts,
    unchanged,
    bytes,
    firstRun: first,
    accepted: accepted ?? false,
    ...(accepted && { acceptedLines: result.acceptable.lines }),
    findings: findings.map(({ identity: _, place: __, ...finding }) => finding),
    moreFindings: more,
    moreInformation,
    ...(moved && { quarantined: moved }),
  };
}
