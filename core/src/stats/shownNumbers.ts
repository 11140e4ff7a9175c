const steps = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Tokens, in four characters or a few more: `950`, `1.2k`, `34M`. */
export function shownTokens(tokens: number): string {
  for (const [size, letter] of steps) {
    if (tokens < size) continue;
    const value = tokens / size;
    return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${letter}`;
  }
  return `${tokens}`;
}

/** US dollars; what is less than a cent and more than nothing says so. */
export function shownCost(cost: number): string {
  if (cost > 0 && cost < 0.005) return '<$0.01';
  return `$${cost.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`;
}

/** `45 s`, `12 min`, `3 h 5 min` */
export function shownDuration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
