/** A part of a text that makes way for another; offsets in UTF-16 units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Above this many comparisons of lines, one edit has to do. */
const maxComparisons = 4_000_000;

/**
 * The small edits that make one text of another, in order and apart from each other: what they leave alone keeps its cursors,
 * folds and breakpoints. None splits a line end or a character.
 */
export function textEdits(before: string, after: string): TextEdit[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const shorter = Math.min(old.length, now.length) - head;
  while (tail < shorter && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const [oldLines, newLines] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  const start = lengthOf(old.slice(0, head));
  return hunks(oldLines, newLines).flatMap((hunk) => {
    const from = start + lengthOf(oldLines.slice(0, hunk.old[0]));
    return trimmed(from, oldLines.slice(...hunk.old).join(''), newLines.slice(...hunk.now).join(''));
  });
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/** Lines, from and to, that make way for others. */
interface Hunk {
  readonly old: [number, number];
  readonly now: [number, number];
}

/** What is between the lines of a longest common subsequence. */
function hunks(old: readonly string[], now: readonly string[]): Hunk[] {
  const whole: Hunk = { old: [0, old.length], now: [0, now.length] };
  if (old.length * now.length > maxComparisons) return [whole];
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: Hunk[] = [];
  let [i, j, fromI, fromJ] = [0, 0, 0, 0];
  const close = () => {
    if (i > fromI || j > fromJ) found.push({ old: [fromI, i], now: [fromJ, j] });
  };
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [fromI, fromJ] = [i, j];
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  [i, j] = [old.length, now.length];
  close();
  return found;
}

/** An edit without what both texts begin and end with. */
function trimmed(offset: number, old: string, now: string): TextEdit[] {
  if (old === now) return [];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  while (head > 0 && (splits(old, head) || splits(now, head))) head--;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  while (tail > 0 && (splits(old, old.length - tail) || splits(now, now.length - tail))) tail--;
  return [
    { start: offset + head, end: offset + old.length - tail, text: now.slice(head, now.length - tail) },
  ];
}

/** Whether a place is within a line end or a character. */
function splits(text: string, at: number): boolean {
  return /^(\r\n|[\ud800-\udbff][\udc00-\udfff])/.test(text.slice(at - 1, at + 1));
}
