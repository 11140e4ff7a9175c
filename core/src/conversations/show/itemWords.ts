import { counted } from '../../counted.ts';
import { shownSize } from '../shownSize.ts';
import { speakers } from './Renderer.ts';
import type {
  ShownCompaction,
  ShownGap,
  ShownHeader,
  ShownImage,
  ShownItem,
  ShownMessage,
} from './ShownItem.ts';

/** When it was, in the time of this machine: `2026-11-30 10:00`. What is no time is not shown. */
export function shownTime(time: string | undefined): string {
  const date = new Date(time ?? '');
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => `${value}`.padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Who says it, and when. */
export function heading({ who, time, isSummary, isQueued, isMeta, isError }: ShownMessage): string {
  const remarks = [
    isSummary ? 'summary of what was said before' : '',
    isQueued ? 'while Claude was working' : '',
    isMeta ? 'added by Claude Code' : '',
    isError ? 'API error' : '',
    shownTime(time),
  ];
  return [speakers[who], ...remarks].filter(Boolean).join(' · ');
}

export function imageWords({ mediaType, bytes }: ShownImage): string {
  const what = mediaType.startsWith('image') ? 'image' : 'document';
  return bytes > 0 ? `${what}, ${shownSize(bytes)}` : what;
}

export function compactionWords({ time, trigger, tokens }: ShownCompaction): string {
  const how = trigger === 'auto' ? 'automatically' : trigger === 'manual' ? 'by /compact' : '';
  const size = tokens === undefined ? '' : counted(tokens, 'token');
  return ['Compacted', how, size, shownTime(time)].filter(Boolean).join(' · ');
}

/** @param more how to see what was not read */
export function gapWords({ why, bytes = 0 }: ShownGap, more: string): string {
  if (why === 'missing') return 'The message before this one is not in the file.';
  if (why === 'unreadable') return `A line of ${shownSize(bytes)} could not be read.`;
  return `Earlier messages were left out (${shownSize(bytes)}).${more === '' ? '' : ` ${more}`}`;
}

/** Of what is known of a conversation, a line for each thing. */
export function headerWords({ id, folder, gitBranch, version, forkedFrom }: ShownHeader): string[] {
  // So git says where no branch is checked out.
  const isBranch = gitBranch !== undefined && gitBranch !== 'HEAD';
  const where = [folder, isBranch && `git branch ${gitBranch}`, version && `Claude Code ${version}`];
  return [
    `Conversation ${id}`,
    where.filter(Boolean).join(' · '),
    ...(forkedFrom
      ? [`Forked from conversation ${forkedFrom.id}${forkedFrom.title ? `: ${forkedFrom.title}` : ''}`]
      : []),
  ].filter(Boolean);
}

/** Shown only where all is. */
export function isMinor(item: ShownItem): boolean {
  if (item.kind === 'note') return item.isMinor;
  return item.kind === 'message' && (item.isMeta === true || item.parts.length === 0);
}
