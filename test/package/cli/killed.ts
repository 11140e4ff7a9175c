import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Talk } from './Talk.ts';

/**
 * Kills a command so often, at instants that are shared out over the second half of its course.
 * @param after is called after each run, killed or not
 */
export async function killed(
  place: Talk,
  command: readonly string[],
  kills: number,
  after: () => void | Promise<void>,
): Promise<void> {
  const start = performance.now();
  await place.start(...command).ended;
  const longest = performance.now() - start;
  await after();
  let whole = longest;
  let hits = 0;
  for (let tries = 0; hits < kills && tries < 6 * kills; tries++) {
    const { child, ended } = place.start(...command);
    await sleep(whole * (0.4 + (0.6 * ((hits % 12) + Math.random())) / 12));
    child.kill('SIGKILL');
    const { signal } = await ended;
    if (signal === 'SIGKILL') hits++;
    whole = signal === 'SIGKILL' ? Math.min(whole * 1.1, 3 * longest) : whole * 0.9;
    await after();
  }
  expect(hits).toBe(kills);
}
