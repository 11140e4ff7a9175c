import { dirname } from 'node:path';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { companionNames } from '@claude-sessions/core/prepare/layout.ts';
import { sessionOf } from './makers.ts';
import type { NotTakenRecord } from './notTakenRecord.ts';
import type { ReviewReport, SyncedFile } from './syncProject.ts';
import type { AllWaiting, Waiting } from './waiting.ts';

/** A container may give reason for any number. */
const mostLines = 50;

const isConversation = ({ mirror }: SyncedFile) => !mirror.includes('/');

/**
 * What a run carried, and what it did not, for people.
 * @param reportWords how to see what was not taken
 */
export function reportLines(report: ReviewReport, reportWords: string): string[] {
  const of = (kind: SyncedFile['outcome']['kind']) =>
    report.files.filter((file) => isConversation(file) && file.outcome.kind === kind);
  const carried = [of('pulled'), of('pushed'), of('forked')] as const;
  const [pulled, pushed, forked] = carried.map(({ length }) => length) as [number, number, number];
  const lines = [
    ...(pulled + forked > 0
      ? [`Pulled ${counted(pulled + forked, 'conversation')} from the container.`]
      : []),
    ...(pushed > 0 ? [`Pushed ${counted(pushed, 'conversation')} to the container.`] : []),
    ...carriedLists(report, 'pulled', (lists) => `Pulled ${lists} from the container.`),
    ...carriedLists(report, 'pushed', (lists) => `Pushed ${lists} to the container.`),
    ...toldLines(report, reportWords),
  ];
  return lines.length > 0 ? lines : ['Nothing new on either side.'];
}

function carriedLists(
  { files }: ReviewReport,
  kind: 'pulled' | 'pushed',
  said: (lists: string) => string,
): string[] {
  const folder = `${companionNames.tasks}/`;
  const lists = files
    .filter(({ mirror, outcome }) => mirror.startsWith(folder) && outcome.kind === kind)
    .map(({ mirror }) => sessionOf(mirror.slice(folder.length)));
  return lists.length > 0 ? [said(counted(new Set(lists).size, 'todo list'))] : [];
}

/** Of a run only what the user has to know: forks, what waits, what was damaged or left out. */
export function toldLines(report: ReviewReport, reportWords: string): string[] {
  const left = report.files.flatMap(({ notTaken }) => notTaken).filter(({ line }) => line > 0).length;
  const lines = [
    ...report.files.filter((file) => !isOfCompanion(file)).flatMap(outcomeLine),
    ...companionLines(report.files.filter(isOfCompanion)),
  ];
  const many = report.files.filter(
    ({ outcome }) => outcome.kind === 'waiting' && outcome.because === 'many',
  ).length;
  return [
    ...lines.slice(0, mostLines),
    ...(lines.length > mostLines ? [`  And ${lines.length - mostLines} more.`] : []),
    ...(many > 0 ? [`${counted(many, 'more conversation')} will be pulled the next time.`] : []),
    ...(left > 0
      ? [`Left out ${counted(left, 'line')} that could act on this host: ${reportWords} lists them.`]
      : []),
  ];
}

const isOfCompanion = ({ mirror }: SyncedFile) => mirror.startsWith('.');

const folderOf = (path: string) => (path.includes('/') ? dirname(path) : path);

/** A container can leave a thousand: those of a folder about which the same is said are one line. */
function companionLines(files: readonly SyncedFile[]): string[] {
  const groups = new Map<string, SyncedFile[]>();
  for (const file of files) {
    const [line] = outcomeLine({ ...file, mirror: folderOf(file.mirror), host: folderOf(file.host) });
    if (line !== undefined) groups.set(line, [...(groups.get(line) ?? []), file]);
  }
  return [...groups].flatMap(([line, [first, ...more]]) =>
    more.length > 0 || !first ? [line.replace(': ', `: ${more.length + 1} files `)] : outcomeLine(first),
  );
}

/** @param now in milliseconds, as `since` */
export function waitingText({ host, mirror, kept }: AllWaiting, now: number): string {
  const of = ({ conversations, since = now }: Waiting, what: string) =>
    conversations === 0
      ? []
      : [`${counted(conversations, 'conversation')} to ${what}, the oldest ${ageText(now - since)}`];
  const parts = [...of(mirror, 'pull'), ...of(host, 'push'), ...of(kept, 'pull from a mirror set aside')];
  return parts.length > 0 ? parts.join('; ') : 'nothing waits to be pulled or pushed';
}

function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'from just now';
  if (minutes < 60) return `from ${counted(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  const old = hours < 48 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day');
  return `from ${old} ago`;
}

function outcomeLine({ outcome, mirror, host }: SyncedFile): string[] {
  const id = shownLine(mirror.replace(/\.jsonl$/, ''));
  switch (outcome.kind) {
    case 'forked':
      return [
        `  ${id}: both sides went on. What the container wrote is a conversation of its own here, ${sessionOf(outcome.to.slice(outcome.to.indexOf('/') + 1))}.`,
      ];
    case 'waiting':
      return outcome.because === 'open'
        ? [`  ${id}: open in Claude Code on this host. Pulled once it is closed.`]
        : [];
    case 'damaged':
      return [
        `  ${id}: not pulled: ${outcome.how}. The copy on this host (${shownLine(host)}) is as it was.`,
      ];
    case 'unreadable':
      return [
        `  ${id}: cannot be read (${shownLine(outcome.why)}).${outcome.why === 'EACCES' ? " What the container's root wrote is given to you at its next start." : ''}`,
      ];
    default:
      return [];
  }
}

const reasons: Readonly<Record<string, string>> = {
  acts: 'would act on this host',
  unknown: 'not known to be harmless',
  bounds: 'too long or too deep',
  damaged: 'no whole line of a conversation',
};

/** Why a line was not taken. @param why as it is recorded */
export const whyWords = (why: string): string => reasons[why] ?? why;

/** What was not taken, for people; the newest last. */
export function notTakenLines(records: readonly NotTakenRecord[]): string[] {
  if (records.length === 0) return ['Nothing was left out.'];
  return records.map(
    ({ at, mirror, line, name, why }) =>
      `${at.slice(0, 16).replace('T', ' ')}  ${shownLine(mirror)}${line > 0 ? `:${line}` : ''}  ${shownLine(name)}: ${whyWords(why)}`,
  );
}
