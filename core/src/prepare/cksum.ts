/** The polynomial of POSIX `cksum`, one bit at a time for each value of a byte. */
const table = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

/**
 * What `cksum <FILE` prints: by it the prepare scripts and the tools tell whether a file is still the one that was copied.
 * @param text bytes (latin1)
 */
export function cksum(text: string): string {
  let sum = 0;
  const add = (byte: number) => {
    sum = (sum << 8) ^ (table[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  };
  for (let at = 0; at < text.length; at++) add(text.charCodeAt(at));
  for (let rest = text.length; rest > 0; rest = Math.floor(rest / 256)) add(rest % 256);
  return `${~sum >>> 0} ${text.length}\n`;
}
