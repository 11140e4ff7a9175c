const shownStart = 600;
const shownEnd = 200;
/** Characters shown before and behind a difference. */
const context = 60;

/** A line as it is shown, clipped when it is long. The end is shown too: it is where something could hide. */
export function clipLine(text: string): string {
  const rest = text.length - shownStart - shownEnd;
  if (rest <= 0) return text;
  return `${text.slice(0, shownStart)} … ${rest} more characters … ${text.slice(-shownEnd)}`;
}

/**
 * A line of a difference: clipped to where it differs from the one of the other side that is most like it.
 * @param others lines of the other side, at the same place
 */
export function clipChangedLine(text: string, others: readonly string[]): string {
  if (text.length <= shownStart + shownEnd) return text;
  const [best] = others.map((other) => alike(text, other)).sort((a, b) => b.start + b.end - a.start - a.end);
  if (!best) return clipLine(text);
  const from = best.start > 2 * context ? best.start - context : 0;
  const to = best.end > 2 * context ? text.length - best.end + context : text.length;
  const before = from === 0 ? '' : `… ${from} characters … `;
  const behind = to === text.length ? '' : ` … ${text.length - to} characters …`;
  return `${before}${clipLine(text.slice(from, to))}${behind}`;
}

/** How many characters two lines have in common at their starts and at their ends. */
function alike(one: string, other: string): { start: number; end: number } {
  const length = Math.min(one.length, other.length);
  let start = 0;
  while (start < length && one[start] === other[start]) start++;
  let end = 0;
  while (end < length - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  return { start, end };
}
