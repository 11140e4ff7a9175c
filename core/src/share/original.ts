import { diffArrays } from 'diff';

/** A devcontainer.json before and after our commands, as the host remembers it. Whole file texts. */
export interface OriginalRecord {
  readonly original: string;
  /** The text as our last command left it. */
  readonly ours: string;
}

/**
 * The file as it would be had our commands never run, edits made since included: exactly the original when the file is
 * as we left it, else what we changed and what the user changed, both seen from `ours`, put together line by line.
 * @returns undefined when it cannot be told: no record, or somebody edited the very lines that we changed
 */
export function restoreOriginal(current: string, record: OriginalRecord | undefined): string | undefined {
  if (!record) return undefined;
  if (current === record.ours) return record.original;
  const ours = linesOf(record.ours);
  const backwards = replacements(ours, linesOf(record.original));
  const users = replacements(ours, linesOf(current));
  if (backwards.some((back) => users.some((user) => collide(back, user)))) return undefined;
  const all = [...backwards, ...users].sort((a, b) => b.start - a.start || b.end - a.end);
  for (const { start, end, lines } of all) ours.splice(start, end - start, ...lines);
  return ours.join('');
}

/** Lines `start` up to `end` of a text make way for others; an insertion where the two are one. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function replacements(from: readonly string[], to: readonly string[]): Replacement[] {
  const found: Replacement[] = [];
  let at = 0;
  for (const { added, removed, value } of diffArrays([...from], [...to])) {
    const previous = found.at(-1);
    const start = at;
    if (!added) at += value.length;
    if (!added && !removed) continue;
    const lines = added ? value : [];
    // What is taken out and what comes in its place come one after the other.
    if (previous?.end === start)
      found[found.length - 1] = { ...previous, end: at, lines: [...previous.lines, ...lines] };
    else found.push({ start, end: at, lines });
  }
  return found;
}

/** True when both change the same lines, or insert at the same place. */
function collide(a: Replacement, b: Replacement): boolean {
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}

/** The lines of a text, each with its end. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
