const first = 0;
/** The end of the year 9999. */
const last = 253_402_300_799_999;

/**
 * When a file was changed, as a date can say it. A container may give its files any time, and some file systems keep what no date has.
 * @param ms milliseconds since 1970
 */
export function fileTime(ms: number): number {
  return Math.min(last, Math.max(first, ms));
}
