import { readFileSync } from 'node:fs';
import { tryRun } from './run.ts';

/** Unmounts everything that is mounted below a directory, the deepest first. */
export async function unmountBelow(directory: string): Promise<void> {
  const mounted = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${directory}/`))
    .reverse();
  for (const point of mounted) await tryRun('umount', ['-l', point]);
}
