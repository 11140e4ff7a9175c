import { type ActsHost, judgeActs } from './judgeActs.ts';
import { judgeCalls } from './judgeCalls.ts';
import type { ReadHost } from './judgeRead.ts';
import { judgeRewind, type RewindJudgement, type VerifyHost } from './judgeRewind.ts';
import { judgeTexts, type TextHost, type TrustedPrompts } from './judgeTexts.ts';
import { judgeUnknown } from './judgeUnknown.ts';
import type { RewindTarget } from './lineFact.ts';
import { cut, some, together } from './occurrences.ts';
import type { Occurring, TranscriptFacts } from './transcriptFacts.ts';
import type { VerifyCode } from './verifyCodes.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** Which transcript it is. */
export interface TranscriptPlace {
  /** Below the project's folder. */
  readonly path: string;
  /** Whose conversation it is: that of the file, or of the one that an agent worked for. Empty when unknown. */
  readonly session: string;
  /** The last line has no end. */
  readonly unfinished: boolean;
}

/**
 * The findings of one transcript: the last of the steps that `scanTranscript.ts` describes. Each kind of fact has its own
 * function here or a file of its own (`judgeTexts.ts`, `judgeCalls.ts`, `judgeActs.ts`, `judgeUnknown.ts`, `judgeRewind.ts`). Facts of one kind mostly
 * make one finding of a code, with the first line, how many there are, and some evidence; `--accept` knows it again by its
 * `identity`. Severity and advice come from `verifyCodes.ts`. Never throws.
 * @param trusted keys of prompts that are known to be Claude Code's own, or that the user accepted
 */
export function judgeTranscript(
  place: TranscriptPlace,
  facts: TranscriptFacts,
  trusted: TrustedPrompts,
  host: VerifyHost & TextHost & WorktreeHost & ReadHost & ActsHost,
): VerifyFinding[] {
  const { path } = place;
  return [
    ...longLines(path, facts),
    ...notJson(place, facts),
    ...brokenLines(path, facts),
    ...otherSessions(path, facts),
    ...judgeCalls(path, facts, host),
    ...judgeActs(path, facts, host),
    ...rewinds(place, facts, host),
    ...judgeTexts(path, facts.texts, trusted, host),
    ...scheduledPrompts(path, facts),
    ...facts.worktrees
      .filter(({ what }) => host.worktreeActs(what))
      .map(({ what, line, count }) =>
        verifyFinding('worktree-elsewhere', {
          path,
          line,
          count,
          message: `A resume would go to work in ${what}.`,
          evidence: [cut(what)],
          identity: what,
        }),
      ),
    ...agents(path, facts),
    ...judgeUnknown(path, facts.unknown),
    ...(facts.overflow
      ? [
          verifyFinding('too-much', {
            path,
            message: 'It names more than can be judged; not all was looked at.',
          }),
        ]
      : []),
  ];
}

export interface WorktreeHost {
  /** True for an absolute path that is a directory of this host outside the workspace folder. */
  worktreeActs(path: string): boolean;
}

function scheduledPrompts(path: string, { scheduled }: TranscriptFacts): VerifyFinding[] {
  if (scheduled.length === 0) return [];
  const message =
    scheduled.length === 1 ? 'A prompt would run by itself.' : 'Prompts would run by themselves.';
  return [
    verifyFinding('scheduled-prompt', { path, ...together(scheduled), message, evidence: some(scheduled) }),
  ];
}

function agents(path: string, { agents }: TranscriptFacts): VerifyFinding[] {
  if (agents.length === 0) return [];
  const evidence = some(agents);
  const message = `The conversation goes on as an agent: ${evidence.slice(0, 3).join(', ')}.`;
  return [verifyFinding('agent-chosen', { path, ...together(agents), message, evidence })];
}

function longLines(path: string, { longLines: [first] }: TranscriptFacts): VerifyFinding[] {
  if (!first) return [];
  const { line, count } = first;
  const message = 'A line is too long to be read, or has too many values.';
  return [verifyFinding('line-too-long', { path, line, count, message })];
}

function notJson(
  { path, unfinished }: TranscriptPlace,
  { notJson, lines }: TranscriptFacts,
): VerifyFinding[] {
  if (notJson.length === 0) return [];
  const { line, count, identity } = together(notJson);
  // A line that is being written, or whose writer was killed.
  const torn = unfinished && line === lines;
  const message = torn
    ? 'The last line is not whole.'
    : count === 1
      ? 'A line is not one JSON object.'
      : `${count} lines are not one JSON object each.`;
  return [
    verifyFinding('not-json', {
      path,
      line,
      count,
      message,
      identity,
      ...(torn && { severity: 'information' as const }),
    }),
  ];
}

function brokenLines(path: string, { broken }: TranscriptFacts): VerifyFinding[] {
  if (broken.length === 0) return [];
  const message = 'A line does not begin with `{`, or a value is spread over several lines.';
  return [verifyFinding('broken-line', { path, ...together(broken), message })];
}

function otherSessions(path: string, { sessions }: TranscriptFacts): VerifyFinding[] {
  if (sessions.length === 0) return [];
  const all = together(sessions);
  const { count } = all;
  const evidence = some(sessions);
  const message =
    count === 1 ? 'A line belongs to another session.' : `${count} lines belong to another session.`;
  return [verifyFinding('other-session', { path, ...all, message, evidence })];
}

const rewindCodes: Record<Exclude<RewindJudgement, 'fine'>, readonly [VerifyCode, string]> = {
  outside: ['rewind-outside', 'A rewind would delete what exists on this host, outside the project.'],
  backup: ['rewind-backup', 'A rewind would write a file from a backup that is not of it.'],
  elsewhere: ['rewind-elsewhere', 'Files outside the project that do not exist on this host.'],
};

/** How many folders of a conversation are believed: each file is compared with each. */
const maxFolders = 20;

/** Where the conversation may have worked that is no folder of this host: what lies below is no file of this host either. */
function foldersElsewhere(
  worked: readonly Occurring<string>[],
  host: VerifyHost & TextHost,
): readonly string[] {
  const named = worked.slice(0, maxFolders).map(({ what }) => what);
  return [...new Set([...host.knownPaths, ...named])].filter((each) => host.bornAt(each) === undefined);
}

function rewinds(
  place: TranscriptPlace,
  { rewinds: targets, folders: worked }: TranscriptFacts,
  host: VerifyHost & TextHost,
): VerifyFinding[] {
  const folders = foldersElsewhere(worked, host);
  const judged = targets.map((target) => ({
    ...target,
    judgement: judgeRewind(target.what, place.session, host, folders),
  }));
  return (['outside', 'backup', 'elsewhere'] as const).flatMap((judgement) => {
    const found = judged.filter((target) => target.judgement === judgement);
    const [first] = found;
    if (!first) return [];
    const [code, message] = rewindCodes[judgement];
    const describe = ({ what }: Occurring<RewindTarget>) =>
      `${what.path} (${what.backup === null ? 'deleted' : `from ${what.backup}`})`;
    const evidence = found.slice(0, 10).map((target) => cut(describe(target)));
    if (found.length > 10) evidence.push(`… and ${found.length - 10} more`);
    const identity = found.map(describe).sort().join('\n');
    return [
      verifyFinding(code, {
        path: place.path,
        line: first.line,
        count: found.length,
        message,
        evidence,
        identity,
      }),
    ];
  });
}
