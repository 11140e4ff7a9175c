import { structuredPatch } from 'diff';
import type { Difference } from './compareItems.ts';
import type { ApprovalItem } from './item.ts';

/** A line to show: `+`, `-` or neither. Not yet escaped. */
export interface ShownLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

/** No difference shows more than this: whoever wrote it shall not push the rest off the screen. */
const maxLines = 80;
const shownStart = 600;
const shownEnd = 200;

/** A difference in lines: what it is about, then for a text of several lines what is in it, or a unified diff. */
export function describeDifference(difference: Difference): ShownLine[] {
  if (difference.kind === 'changed') return changedLines(difference.before, difference.item);
  const [sign, item] =
    difference.kind === 'added' ? (['+', difference.item] as const) : (['-', difference.before] as const);
  const lines = linesOf(item.text);
  if (difference.kind === 'removed' && item.part === 'file') return [{ sign, text: titleOf(item) }];
  if (lines.length === 1 && item.part !== 'file')
    return bounded([{ sign, text: `${titleOf(item)}: ${lines[0]}` }]);
  return bounded([{ sign, text: titleOf(item) }, ...lines.map((text) => ({ sign, text: `  ${text}` }))]);
}

function changedLines(before: ApprovalItem, item: ApprovalItem): ShownLine[] {
  const title: ShownLine = { sign: ' ', text: titleOf(item) };
  if (before.text === item.text) return [title, { sign: ' ', text: '  what is not shown of it has changed' }];
  const patch = structuredPatch('', '', withEnd(before.text), withEnd(item.text), '', '', {
    context: 3,
    maxEditLength: 2000,
  });
  if (!patch) {
    return bounded([
      title,
      ...linesOf(item.text).map((text): ShownLine => ({ sign: '+', text: `  ${text}` })),
    ]);
  }
  const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }): ShownLine[] => [
    { sign: ' ', text: `  @@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map((line): ShownLine => {
      const sign = line[0] === '+' || line[0] === '-' ? line[0] : ' ';
      return { sign, text: `  ${line.slice(1)}` };
    }),
  ]);
  return bounded([title, ...lines]);
}

function titleOf({ part, name }: ApprovalItem): string {
  if (part === 'file' || part === 'link') return `${part} ${name}`;
  // An entry of a list is named by a hash.
  return part === 'mounts' || part === 'initializeCommand' || name === '' ? part : `${part} ${name}`;
}

function bounded(lines: readonly ShownLine[]): ShownLine[] {
  const clipped = lines.slice(0, maxLines).map(({ sign, text }) => ({ sign, text: clip(text) }));
  const rest = lines.length - clipped.length;
  return rest === 0
    ? clipped
    : [...clipped, { sign: ' ', text: `  … ${rest} more lines: look at them where they are` }];
}

/** The end is shown too: it is where something could hide. */
function clip(text: string): string {
  const rest = text.length - shownStart - shownEnd;
  if (rest <= 0) return text;
  return `${text.slice(0, shownStart)} … ${rest} more characters … ${text.slice(-shownEnd)}`;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

const withEnd = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
