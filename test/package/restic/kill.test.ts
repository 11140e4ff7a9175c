import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { program } from '../cli/place.ts';
import { line, ResticPlace, sessionNumber } from './ResticPlace.ts';

const kills = rounds({ short: 10, long: 300 });
/** Which are followed by a run that is let go on, and a look at all of the repository. */
const looks = rounds({ short: 10, long: 25 });

let place: ResticPlace;
beforeEach(() => {
  place = new ResticPlace();
});
afterEach(() => place.remove());

/** A restic that goes on alone has its lock. */
async function allEnded(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

/** With all that it started, or by itself, so that restic goes on alone. */
function kill(pid: number, withAll: boolean): void {
  try {
    process.kill(withAll ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function start(length: number, withAll: boolean): Promise<boolean> {
  const env = { PATH: process.env.PATH ?? '', HOME: place.home, ...place.env };
  const args = [program, 'snapshot', '--to', place.repository];
  const child = spawn(process.execPath, args, { env, cwd: place.folder, detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const first = await Promise.race([ended, sleep(length)]);
  if (!first) kill(child.pid ?? 0, withAll);
  const [, signal] = await ended;
  await allEnded(child.pid ?? 0);
  return signal === 'SIGKILL';
}

it(`snapshot --to killed ${kills} times: the repository is whole, and the next run needs nobody`, async () => {
  let said = 1;
  const say = () => place.say(`${sessionNumber(said)}.jsonl`, line(`${said++} ${'x'.repeat(200_000)}`));
  say();
  await place.fine('snapshot', '--to', place.repository, '--init');
  const begun = performance.now();
  say();
  await place.fine('snapshot', '--to', place.repository);
  let whole = performance.now() - begun;
  for (let hits = 0, tries = 0; hits < kills; tries++) {
    expect(tries).toBeLessThan(6 * kills);
    say();
    const isKilled = await start(whole * (0.2 + (0.8 * ((hits % 10) + Math.random())) / 10), tries % 3 !== 2);
    whole *= isKilled ? 1.05 : 0.9;
    if (!isKilled) continue;
    hits++;
    if (hits % looks !== 0) continue;
    await place.fine('snapshot', '--to', place.repository);
    expect(await place.restic('check')).toContain('no errors were found');
  }
  const before = place.conversations();
  for (const folder of ['.claude', '.claude-sessions']) rmSync(join(place.home, folder), { recursive: true });
  const ids = Object.keys(before).map((name) => name.replace('.jsonl', ''));
  await place.fine('restore', ...ids, '--from-repository', place.repository);
  expect(place.conversations()).toEqual(before);
}, 3_000_000);
