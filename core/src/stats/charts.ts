const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const levels = '▁▂▃▄▅▆▇█';
const plainLevels = '.:-=+*#@';

/** A bar of so many columns at most. @param share of the longest: 0 to 1 @param isPlain in ASCII */
export function bar(share: number, width: number, isPlain: boolean): string {
  const length = Math.min(1, Math.max(0, share)) * width;
  if (isPlain) return '#'.repeat(share > 0 ? Math.max(1, Math.round(length)) : 0);
  const drawn = '█'.repeat(Math.floor(length)) + (eighths[Math.floor((length % 1) * 8)] ?? '');
  return share > 0 && drawn === '' ? '▏' : drawn;
}

/** A column for each number; a blank where there is nothing. */
export function sparkline(numbers: readonly number[], isPlain: boolean): string {
  const highest = numbers.reduce((most, each) => Math.max(most, each), 0);
  const characters = isPlain ? plainLevels : levels;
  return numbers
    .map((each) => (each > 0 ? characters[Math.min(7, Math.floor((each / highest) * 8))] : ' '))
    .join('');
}
