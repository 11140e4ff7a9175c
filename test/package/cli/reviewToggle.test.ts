import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { runWarm } from './place.ts';
import { idsOf, ReviewedPlace } from './ReviewedPlace.ts';

runWarm();

const [one, two, three] = [1, 2, 3].map((each) => `${each}0000000-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];

const live = ['share', '--live', '--no-install-claude'];
const review = ['share', '--review', '--no-install-claude'];
const isolate = ['isolate', '--no-install-claude'];
const remove = ['remove'];

/** Everything that Claude Code on the host has of the project. */
function hostFiles(place: ReviewedPlace): Map<string, string> {
  const names = readdirSync(place.transcripts).filter((name) => name.endsWith('.jsonl'));
  return new Map(names.map((name) => [name, readFileSync(join(place.transcripts, name), 'utf8')]));
}

function expectKept(before: Map<string, string>, after: Map<string, string>): void {
  for (const [name, text] of before) expect(after.get(name)?.startsWith(text), name).toBe(true);
}

/** Every line of the container is on the host, once in a conversation. */
function expectAll(place: ReviewedPlace): void {
  const files = [...hostFiles(place).keys()].map((name) => idsOf(join(place.transcripts, name)));
  for (const ids of files) expect(new Set(ids).size).toBe(ids.length);
  const all = new Set(files.flat());
  expect([...place.written.host, ...place.written.mirror].filter((id) => !all.has(id))).toEqual([]);
}

test.each([
  { name: 'isolate, review, live', steps: [isolate, review, live] },
  { name: 'live, isolate, review', steps: [live, isolate, review] },
  { name: 'live, review, isolate, live', steps: [live, review, isolate, live] },
  { name: 'remove, review, live', steps: [remove, review, live] },
  { name: 'isolate, live, remove', steps: [isolate, live, remove] },
])(
  'from review to $name: what a container writes that runs all the while is on the host',
  async ({ steps }) => {
    const place = new ReviewedPlace();
    place.say('host', one);
    await place.review();
    place.mountMirror();
    place.say('mirror', one);
    place.say('mirror', two);
    for (const step of steps) {
      const before = hostFiles(place);
      const { code, stderr } = await place.start(...step).ended;
      expect(code, stderr).toBe(0);
      expectKept(before, hostFiles(place));
      expectAll(place);
      place.say('mirror', one);
      place.say('mirror', two);
    }
    place.say('mirror', three);
    const before = hostFiles(place);
    expect((await place.run('status')).stdout).toMatch(/^Review +3 conversations to pull/m);
    const pulled = await place.run('pull');
    expect(pulled.stdout).toContain('Pulled 3 conversations from the container.');
    expectKept(before, hostFiles(place));
    expectAll(place);
    expect((await place.run('pull')).stdout).toBe('Nothing new on either side.\n');
    expect((await place.run('status')).stdout).not.toContain('to pull');
  },
);

test('a project that is isolated pushes nothing, and nothing waits for it', async () => {
  const place = await new ReviewedPlace().review();
  place.say('host', one);
  expect((await place.run('status')).stdout).toMatch(/^Review +1 conversation to push/m);
  expect((await place.json('status')).waiting).toMatchObject({
    pull: { conversations: 0, since: null },
    push: { conversations: 1, since: expect.stringMatching(/^20/) },
    kept: { conversations: 0 },
  });
  await place.run(...isolate);
  place.say('host', two);
  expect((await place.json('status')).waiting).toBeNull();
  expect((await place.run('pull')).exitCode).toBe(0);
  const pushed = await place.run('push');
  expect(pushed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('are not reviewed') });
  expect(readdirSync(place.mirror)).not.toContain(`${two}.jsonl`);
  expect((await place.run('status')).stdout).not.toContain('Review ');
});

const kills = rounds({ short: 8, long: 150 });

test(`${kills} changes of mode that are killed, and lines written meanwhile`, async () => {
  const place = new ReviewedPlace();
  place.say('host', one);
  await place.review();
  place.mountMirror();
  const modes = [live, review, isolate, remove];
  for (let kill = 0; kill < kills; kill++) {
    place.say('mirror', one);
    place.say('mirror', two);
    const before = hostFiles(place);
    const { child, ended } = place.start(...(modes[Math.floor(Math.random() * modes.length)] ?? live));
    await sleep(100 + Math.random() * 400);
    child.kill('SIGKILL');
    await ended;
    expectKept(before, hostFiles(place));
  }
  for (const step of [live, ['pull']]) {
    const { code, stderr } = await place.start(...step).ended;
    expect(code, stderr).toBe(0);
  }
  expectAll(place);
}, 600_000);
