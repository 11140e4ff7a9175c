/** A part of a text that makes way for another. */
interface Replaced {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with several edits made, and which of them are in it. */
interface MergedEdits {
  readonly text: string;
  /** Indexes of those that are; the others touch one that came before them. */
  readonly taken: readonly number[];
}

/**
 * Puts edits of one text together that were worked out each by itself: as many as change parts of it that do not touch,
 * the first in any case. One that changes nothing counts as not taken.
 * @param afters the whole text as each edit leaves it
 */
export function mergeEdits(before: string, afters: readonly string[]): MergedEdits {
  const chosen: { replaced: Replaced; index: number }[] = [];
  for (const [index, after] of afters.entries()) {
    if (after === before) continue;
    const replaced = replacedPart(before, after);
    const at = chosen.findIndex((each) => each.replaced.start > replaced.start);
    const position = at === -1 ? chosen.length : at;
    const previous = chosen[position - 1]?.replaced;
    const next = chosen[position]?.replaced;
    if ((previous && previous.end >= replaced.start) || (next && next.start <= replaced.end)) continue;
    chosen.splice(position, 0, { replaced, index });
  }
  let text = '';
  let done = 0;
  for (const { replaced } of chosen) {
    text += before.slice(done, replaced.start) + replaced.text;
    done = replaced.end;
  }
  return { text: text + before.slice(done), taken: chosen.map(({ index }) => index).sort((a, b) => a - b) };
}

/** The smallest part of a text that is different in another. */
function replacedPart(before: string, after: string): Replaced {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
