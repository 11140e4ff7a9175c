/** How one text became another: at one place. */
export interface Splice {
  readonly at: number;
  readonly removed: string;
  readonly added: number;
}

/** What was done to `before` to make `after` of it. */
export function spliceBetween(before: string, after: string): Splice {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at++;
  let same = 0;
  while (same < shorter - at && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { at, removed: before.slice(at, before.length - same), added: after.length - same - at };
}

/** The text before all of these, which were done to it in this order. */
export function undoSplices(after: string, splices: readonly Splice[]): string {
  return splices.reduceRight(
    (text, { at, removed, added }) => text.slice(0, at) + removed + text.slice(at + added),
    after,
  );
}
