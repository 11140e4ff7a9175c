/**
 * Shares an amount out: nobody gets more than is asked for, and what some leave goes to the others in equal parts.
 * @param needs whole numbers; where there is not enough for everybody's first, those in front get it
 * @returns a part for each
 */
export function shareOut(amount: number, needs: readonly number[]): number[] {
  const parts = needs.map(() => 0);
  const smallestFirst = needs
    .map((need, index) => ({ need, index }))
    .sort((a, b) => a.need - b.need || b.index - a.index);
  let left = amount;
  smallestFirst.forEach(({ need, index }, position) => {
    const part = Math.min(need, Math.floor(left / (needs.length - position)));
    parts[index] = part;
    left -= part;
  });
  return parts;
}
