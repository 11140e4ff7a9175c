import { structuredPatch } from 'diff';
import { isRecord } from '../../verify/jsonRecord.ts';
import { readablePart } from './leftOut.ts';
import type { ShownCall } from './ShownItem.ts';

/** A line of a diff: what went, what came, what stays, or a border between places. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' ' | '@';
  readonly text: string;
}

/** To compare more lines takes longer than anybody waits. */
const maxLines = 4000;

/** Texts that differ in more places are shown one below the other. */
const maxEdits = 1000;

/** What a tool that edits a file changed in it; undefined for another tool. */
export function editDiff({ name, input }: Pick<ShownCall, 'name' | 'input'>): DiffLine[] | undefined {
  const { old_string, new_string, content, new_source, edits } = input;
  if (name === 'Edit') return isTexts(old_string, new_string) ? diffOf(old_string, new_string) : undefined;
  if (name === 'Write') return typeof content === 'string' ? added(readablePart(content)) : undefined;
  if (name === 'NotebookEdit')
    return typeof new_source === 'string' ? added(readablePart(new_source)) : undefined;
  if (name !== 'MultiEdit' || !Array.isArray(edits)) return undefined;
  const parts = edits
    .filter(isRecord)
    .map((edit) =>
      isTexts(edit.old_string, edit.new_string) ? diffOf(edit.old_string, edit.new_string as string) : [],
    );
  return parts.flatMap((lines, index) =>
    index === 0 ? lines : [{ sign: '@', text: '' } as const, ...lines],
  );
}

function isTexts(before: unknown, after: unknown): before is string {
  return typeof before === 'string' && typeof after === 'string';
}

function diffOf(old: string, after: unknown): DiffLine[] {
  const [before, next] = [readablePart(old), readablePart(String(after))];
  if (before === '') return added(next);
  const isLong = before.split('\n').length + next.split('\n').length > maxLines;
  const patch = isLong
    ? undefined
    : structuredPatch('', '', withEnd(before), withEnd(next), '', '', {
        context: 3,
        maxEditLength: maxEdits,
      });
  if (!patch) return [...lines('-', before), ...added(next)];
  return patch.hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : [{ sign: '@', text: '' } as const]),
    ...hunk.lines.map((line) => ({ sign: signOf(line), text: line.slice(1) })),
  ]);
}

const withEnd = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);

function signOf(line: string): '-' | '+' | ' ' {
  return line.startsWith('-') ? '-' : line.startsWith('+') ? '+' : ' ';
}

const added = (text: string) => lines('+', text);

function lines(sign: '-' | '+', text: string): DiffLine[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ sign, text: line }));
}
