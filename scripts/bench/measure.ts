import { type StdioOptions, spawnSync } from 'node:child_process';
import type { TaskMeta } from 'vitest';

/** What one comparison came to. Amounts are milliseconds unless `unit` says otherwise. */
export interface Measured {
  /** What was measured, in a user's words. */
  readonly what: string;
  /** The bare operation that it is compared with. */
  readonly against: string;
  readonly ours: number;
  readonly bare: number;
  /** How many times each. */
  readonly rounds: number;
  readonly unit?: 'ms' | 'kB' | 'calls';
}

declare module 'vitest' {
  interface TaskMeta {
    measured?: Measured[];
  }
}

/** Something to be timed, once; a number that it gives is its time. */
export type Operation = () => void | number | Promise<void> | Promise<number>;

/**
 * Times two operations by turns, so that whatever else the machine does falls on both, and takes the medians.
 * Each runs once before, unmeasured.
 */
export async function compare(
  names: { what: string; against: string },
  operations: { ours: Operation; bare: Operation },
  rounds: number,
): Promise<Measured> {
  const [ours, bare] = [[] as number[], [] as number[]];
  await operations.bare();
  await operations.ours();
  for (let round = 0; round < rounds; round++) {
    bare.push(await timed(operations.bare));
    ours.push(await timed(operations.ours));
  }
  return { ...names, ours: median(ours), bare: median(bare), rounds };
}

/** Milliseconds that an operation takes. */
export async function timed(operation: Operation): Promise<number> {
  const start = performance.now();
  return (await operation()) ?? performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}

/** Hands results to the table that is printed at the end. */
export function report(task: { meta: TaskMeta }, ...measured: Measured[]): void {
  task.meta.measured = [...(task.meta.measured ?? []), ...measured];
}

/** Runs a program to its end, its output thrown away. @throws when it does not exit with one of `codes` */
export function runOnce(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; codes?: readonly number[]; input?: string } = {},
): void {
  const { codes = [0], ...rest } = options;
  const stdio: StdioOptions = [options.input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe'];
  const { status, stderr } = spawnSync(command, args, { ...rest, stdio });
  if (!codes.includes(status ?? -1)) throw new Error(`${command} ${args.join(' ')}: ${status}: ${stderr}`);
}

/** Milliseconds of the processor that a program takes, with all that it starts. @throws when it fails */
export function processorTime(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; turns?: number } = {},
): number {
  const { turns = 1, env } = options;
  const script = 'n=$1; shift; while [ "$n" -gt 0 ]; do n=$((n - 1)); "$@" >/dev/null || exit; done; times';
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', `${turns}`, command, ...args], {
    encoding: 'utf8',
    ...(env ? { env } : {}),
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}: ${stderr}`);
  // The second line is of what it has started: its own code, and the kernel's for it.
  const parts = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return (
    parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0) /
    turns
  );
}
