import { structuredPatch } from 'diff';
import { clipChangedLine, clipLine } from './clipLine.ts';
import type { Difference } from './compareItems.ts';
import type { ApprovalItem } from './item.ts';

/** A line to show: `+`, `-` or neither. Not yet escaped. */
export interface ShownLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

/** No difference shows more than this: whoever wrote it shall not push the rest off the screen. */
const maxLines = 80;

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
    ...hunkLines(lines),
  ]);
  return bounded([title, ...lines]);
}

/** The lines of a hunk, each `+`, `-` or a blank before its text. Long ones are clipped to where they differ. */
function hunkLines(lines: readonly string[]): ShownLine[] {
  const having = (sign: string) =>
    lines.filter((line) => line[0] === sign && line.length > 800).map((line) => line.slice(1));
  const [added, removed] = [having('+'), having('-')];
  return lines.slice(0, maxLines + 1).map((line) => {
    const sign = line[0] === '+' || line[0] === '-' ? line[0] : ' ';
    const others = sign === '+' ? removed : sign === '-' ? added : [];
    return { sign, text: `  ${clipChangedLine(line.slice(1), others)}` };
  });
}

function titleOf({ part, name }: ApprovalItem): string {
  if (part === 'file' || part === 'link') return `${part} ${name}`;
  // An entry of a list is named by a hash.
  return part === 'mounts' || part === 'initializeCommand' || name === '' ? part : `${part} ${name}`;
}

function bounded(lines: readonly ShownLine[]): ShownLine[] {
  const clipped = lines.slice(0, maxLines).map(({ sign, text }) => ({ sign, text: clipLine(text) }));
  const rest = lines.length - clipped.length;
  return rest === 0
    ? clipped
    : [...clipped, { sign: ' ', text: `  … ${rest} more lines: look at them where they are` }];
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

const withEnd = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
