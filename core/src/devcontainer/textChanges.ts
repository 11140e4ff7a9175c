/** A part of a text that makes way for another. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Texts whose lines are compared one with each other cost their product. */
const maxProduct = 4_000_000;

/**
 * How one text becomes another, in as few characters as whole lines and what is around them allow: what did not change is not
 * touched, so that markers, folds and cursors in it stay. Line ends and surrogate pairs are never cut.
 */
export function textChanges(before: string, after: string): TextChange[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let tail = 0;
  const shorter = Math.min(old.length, now.length) - start;
  while (tail < shorter && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const middle = [old.slice(start, old.length - tail), now.slice(start, now.length - tail)] as const;
  const changes: TextChange[] = [];
  let offset = old.slice(0, start).join('').length;
  for (const hunk of hunksOf(...middle)) {
    const removed = hunk.removed.join('');
    const change = narrowed(removed, hunk.added.join(''));
    if (change) changes.push({ ...change, offset: offset + hunk.skipped + change.offset });
    offset += hunk.skipped + removed.length;
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Lines that make way for others, behind some that stay (as a number of characters). */
interface Hunk {
  readonly skipped: number;
  readonly removed: string[];
  readonly added: string[];
}

function hunksOf(old: readonly string[], now: readonly string[]): Hunk[] {
  if (old.length * now.length > maxProduct) return [{ skipped: 0, removed: [...old], added: [...now] }];
  const lengths = commonLengths(old, now);
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  const hunks: Hunk[] = [];
  let hunk: Hunk | undefined;
  let skipped = 0;
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [line, other] = [old[i], now[j]];
    if (line !== undefined && line === other) {
      skipped += line.length;
      hunk = undefined;
      i++;
      j++;
      continue;
    }
    if (!hunk) {
      hunk = { skipped, removed: [], added: [] };
      hunks.push(hunk);
      skipped = 0;
    }
    if (line !== undefined && (other === undefined || at(i + 1, j) >= at(i, j + 1))) {
      hunk.removed.push(line);
      i++;
    } else if (other !== undefined) {
      hunk.added.push(other);
      j++;
    }
  }
  return hunks;
}

/** How many lines the rests of two lists have in common, by where the rests begin. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const [row, below] = [rows[i], rows[i + 1]];
    if (!row || !below) continue;
    for (let j = now.length - 1; j >= 0; j--) {
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

/** The part of a text that is different in another. */
function narrowed(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (cuts(before, start) || cuts(after, start)) start--;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  if (tail > 0 && (cuts(before, before.length - tail) || cuts(after, after.length - tail))) tail--;
  const end = before.length - tail;
  return { offset: start, length: end - start, text: after.slice(start, after.length - tail) };
}

/** Whether a place is inside of a line end or of a character. */
function cuts(text: string, at: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
