import { readFileSync } from 'node:fs';

/** Shorter runs are tables and messages of the runtime. */
const shortest = 4096;

/** The text of Claude Code's program in its executable, where it lies between zero bytes. */
export function clientText(path: string): string {
  return runs(readFileSync(path)).join('\n');
}

function runs(bytes: Buffer): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== 0) continue;
    if (at - start >= shortest) {
      const run = bytes.subarray(start, at);
      if (run.includes('function')) found.push(run.toString('latin1'));
    }
    start = at + 1;
  }
  return found;
}
