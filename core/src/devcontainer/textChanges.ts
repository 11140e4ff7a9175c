import { diffLines } from 'diff';

/** A part of a text that makes way for another. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Texts that differ in more lines than this are not compared further: one change has to do. */
const maxEditLength = 2000;

/**
 * How one text becomes another, in as few characters as whole lines and what is around them allow: what did not change is not
 * touched, so that markers, folds and cursors in it stay. Line ends and surrogate pairs are never cut.
 */
export function textChanges(before: string, after: string): TextChange[] {
  const parts = diffLines(before, after, { maxEditLength });
  if (!parts) return narrowed(0, before, after);
  const changes: TextChange[] = [];
  let offset = 0;
  let removed = '';
  let added = '';
  const close = () => {
    changes.push(...narrowed(offset, removed, added));
    offset += removed.length;
    removed = '';
    added = '';
  };
  for (const part of parts) {
    if (part.removed) removed += part.value;
    else if (part.added) added += part.value;
    else {
      close();
      offset += part.value.length;
    }
  }
  close();
  return changes;
}

/** The part of a text, which begins at an offset, that is different in another; none when nothing is. */
function narrowed(offset: number, before: string, after: string): TextChange[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (cuts(before, start) || cuts(after, start)) start--;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  if (tail > 0 && (cuts(before, before.length - tail) || cuts(after, after.length - tail))) tail--;
  const end = before.length - tail;
  return [{ offset: offset + start, length: end - start, text: after.slice(start, after.length - tail) }];
}

/** True inside a CRLF or a surrogate pair. */
function cuts(text: string, at: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
