import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { Machine, sessionOf } from './Machine.ts';
import { runWarm } from './place.ts';
import { FullDisk } from './SmallDisk.ts';

runWarm();

const kills = rounds({ short: 15, long: 300 });

/** Nothing of a machine became less. */
function expectGrown(machine: Machine, before: Map<string, number>): void {
  const after = machine.sizes();
  for (const [id, size] of before) expect([id, (after.get(id) ?? -1) >= size]).toEqual([id, true]);
}

describe('sync', () => {
  test(`killed at ${kills} instants loses no line, makes no version twice, and comes to rest`, async () => {
    const [anna, berta] = await Machine.meeting('anna', 'berta');
    const ids = Array.from({ length: 25 }, (_, at) => sessionOf(at + 1));
    const said: string[] = [];
    for (const id of ids) said.push(...anna.say(id));
    await anna.sync();
    await berta.sync();
    const [long = ''] = ids;
    let longest = 0;
    let whole = 0;
    let hits = 0;
    let turn = 0;
    for (let tries = 0; hits < kills && tries < 6 * kills; tries++) {
      const [one, other] = turn++ % 2 === 0 ? [anna, berta] : [berta, anna];
      for (const id of [long, ids[turn % ids.length] ?? long]) said.push(...one.say(id));
      if (turn % 5 === 0) said.push(...other.say(ids[turn % ids.length] ?? long));
      if (longest === 0) {
        const start = performance.now();
        await one.start('sync').ended;
        longest = performance.now() - start;
        whole = longest;
        continue;
      }
      const before = [one.sizes(), other.sizes()] as const;
      const { child, ended } = (tries % 2 === 0 ? one : other).start('sync');
      await sleep(whole * (0.3 + 0.7 * (((hits % 12) + Math.random()) / 12)));
      child.kill('SIGKILL');
      const isHit = (await ended).signal === 'SIGKILL';
      if (isHit) hits++;
      // The machine has more to do at one time than at another.
      whole = isHit ? Math.min(whole * 1.1, 3 * longest) : whole * 0.8;
      expectGrown(one, before[0]);
      expectGrown(other, before[1]);
    }
    expect(hits).toBe(kills);
    for (let round = 0; round < 4; round++) for (const machine of [anna, berta]) await machine.sync();
    for (const machine of [anna, berta]) {
      expect(await machine.sync()).toMatchObject({
        got: [],
        forwarded: [],
        forked: [],
        left: [],
        troubles: [],
      });
      const all = machine.everything();
      expect(said.filter((words) => !all.includes(words))).toEqual([]);
    }
  }, 900_000);
});

if (process.getuid?.() === 0) {
  test('on a full disk changes nothing that is there, and goes on when there is room again', async () => {
    const [anna, berta] = await Machine.meeting('anna', 'berta');
    const disks = [new FullDisk(berta.home, 24), new FullDisk(anna.place, 24)] as const;
    try {
      const said = [1, 2, 3].flatMap((at) => anna.say(sessionOf(at)));
      await anna.sync();
      await berta.sync();
      for (const pages of rounds({ short: [0, 2, 6], long: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12] })) {
        for (const disk of disks) {
          disk.fill(pages);
          for (const machine of [anna, berta]) {
            const before = machine.sizes();
            const { exitCode, stderr } = await machine.run('sync');
            if (exitCode !== 0) expect(stderr).toMatch(/disk is full|no space left/i);
            expectGrown(machine, before);
          }
          disk.free();
          said.push(...anna.say(sessionOf(1)), ...berta.say(sessionOf(2)));
        }
      }
      for (let round = 0; round < 3; round++) for (const machine of [anna, berta]) await machine.sync();
      for (const machine of [anna, berta]) {
        const all = machine.everything();
        expect(said.filter((words) => !all.includes(words))).toEqual([]);
      }
    } finally {
      for (const disk of disks) disk.unmount();
    }
  }, 120_000);
}
