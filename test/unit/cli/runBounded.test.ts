import { expect, it } from 'vitest';
import { runBounded } from '../../../cli/src/host/runBounded.ts';

const run = (code: string, limits: { timeoutMs?: number; maxBytes?: number } = {}) =>
  runBounded({ command: '/bin/sh', args: ['-c', code], timeoutMs: 30_000, maxBytes: 1000, ...limits });

it('gives what a process printed, and how it ended', async () => {
  expect(await run('echo out; echo err >&2; echo more >&2; exit 3')).toEqual({
    ended: 'exit',
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err',
  });
});

it('stops one that prints too much', async () => {
  const { ended, stdout } = await run('exec cat /dev/zero');
  expect(ended).toBe('size');
  expect(stdout.length).toBeLessThanOrEqual(1000);
});

it('stops one that takes too long, though what it started holds its output open', async () => {
  const { ended, stdout } = await run('echo so far; sleep 3 & wait', { timeoutMs: 500 });
  expect({ ended, stdout }).toEqual({ ended: 'time', stdout: 'so far\n' });
});

it('tells that a program is not there', async () => {
  const { ended } = await runBounded({ command: '/nonexistent', args: [], timeoutMs: 1000, maxBytes: 10 });
  expect(ended).toBe('failed');
});

it.each([
  ['a byte that ends arguments', 'a\0b'],
  ['more than the system takes', 'a'.repeat(8 * 1024 * 1024)],
])('tells that it cannot be started with what a container said: %s', async (_, word) => {
  const call = { command: '/bin/echo', args: [word], timeoutMs: 1000, maxBytes: 10 };
  expect(await runBounded(call)).toMatchObject({ ended: 'failed', exitCode: undefined, stdout: '' });
});
