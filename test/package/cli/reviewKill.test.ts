import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';

const kills = rounds({ short: 24, long: 300 });
const seconds = rounds({ short: 12, long: 300 });

const session = '33333333-3333-4333-8333-333333333333';

describe('carrying that is killed', () => {
  test.each([
    { side: 'mirror', command: 'pull' },
    { side: 'host', command: 'push' },
  ] as const)(
    `$command at ${kills} instants: every line once, in its order, and every task as it is`,
    async ({ side, command }) => {
      const place = await new ReviewedPlace().review();
      const sessions = Array.from({ length: 40 }, (_, index) =>
        session.replace('33333333', String(index + 10_000_000)),
      );
      let round = 0;
      let tasks = {};
      const sayAll = () => {
        for (const each of sessions) place.say(side, each);
        round++;
        tasks = Object.assign({}, ...sessions.slice(0, 8).map((each) => place.work(side, each, round)));
      };
      sayAll();
      const start = performance.now();
      await place.start(command).ended;
      const longest = performance.now() - start;
      let whole = longest;
      let hits = 0;
      for (let tries = 0; hits < kills && tries < 6 * kills; tries++) {
        sayAll();
        const { child, ended } = place.start(command);
        await sleep(whole * (0.5 + (0.5 * ((hits % 12) + Math.random())) / 12));
        child.kill('SIGKILL');
        const { signal } = await ended;
        if (signal === 'SIGKILL') hits++;
        whole = signal === 'SIGKILL' ? Math.min(whole * 1.1, 3 * longest) : whole * 0.9;
      }
      expect(hits).toBe(kills);
      const { code, stderr } = await place.start(command).ended;
      expect(code, stderr).toBe(0);
      const written = sessions.map((_, index) => place.written[side].filter((_id, at) => at % 40 === index));
      for (const each of ['host', 'mirror'] as const) expect(place.idsIn(each)).toEqual(written);
      for (const each of ['host', 'mirror'] as const) expect(place.tasksOn(each)).toEqual(tasks);
    },
    1_200_000,
  );
});

test(`both sides writing for ${seconds} s, in three conversations: each line once on the host, or in a fork`, async () => {
  const place = await new ReviewedPlace().review();
  const sessions = [1, 2, 3].map((each) => session.replace(/^3/, String(each)));
  for (const each of sessions) {
    place.say('host', each);
    place.reread('host', each);
  }
  const end = Date.now() + seconds * 1000;
  let isOver = false;
  const writing = (async () => {
    while (!isOver) {
      const each = sessions[Math.floor(Math.random() * 3)] ?? session;
      const side = Math.random() < 0.5 ? 'host' : 'mirror';
      if (existsSync(place.pathOf(side, each))) {
        if (Math.random() < 0.4) place.name(side, each);
        else place.say(side, each, Math.random() * 2000);
      }
      if (Math.random() < 0.1) place.reread(side, each);
      await sleep(Math.random() * 20);
    }
  })();
  while (Date.now() < end) {
    for (const command of ['pull', 'push'] as const) {
      const { child, ended } = place.start(command);
      if (Math.random() < 0.3) setTimeout(() => child.kill('SIGKILL'), 100 + Math.random() * 400);
      await ended;
    }
  }
  isOver = true;
  await writing;
  for (const command of ['pull', 'push', 'pull', 'push'] as const) {
    const { code, stderr } = await place.start(command).ended;
    expect(code, stderr).toBe(0);
  }
  const files = place.idsIn('host');
  for (const ids of files) expect(new Set(ids).size, 'a line is twice in a file').toBe(ids.length);
  const all = new Set(files.flat());
  expect([...place.written.host, ...place.written.mirror].filter((id) => !all.has(id))).toEqual([]);
  const inside = place.idsIn('mirror');
  for (const ids of inside) expect(new Set(ids).size, 'a line is twice in the mirror').toBe(ids.length);
}, 600_000);
