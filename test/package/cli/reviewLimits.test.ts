import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { program, runWarm } from './place.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';
import { SmallDisk } from './SmallDisk.ts';

runWarm();

/** Pages that are free: for nothing at all, for the journal alone, for some of the transcripts, for all but the last file. */
const levels = rounds({
  short: [0, 1, 2, 3, 5, 8, 13, 21],
  long: Array.from({ length: 48 }, (_, index) => index),
});
const isRoot = process.getuid?.() === 0;

const newSession = (index: number) => `${String(index).padStart(8, '0')}-3333-4333-8333-333333333333`;

if (isRoot) {
  let place: SmallDisk;

  describe.each([
    { command: 'pull', side: 'mirror' },
    { command: 'push', side: 'host' },
  ] as const)('$command onto a full disk', ({ command, side }) => {
    afterEach(() => place.remove());

    test('says so, leaves nothing half written, and carries each line once when there is room again', async () => {
      place = new SmallDisk();
      await place.review();
      const sessions = [1, 2, 3, 4, 5].map(newSession);
      for (const each of sessions) place.say(side, each);
      await place.run(command);
      const results = new Map<string, string>();
      const folderOf = (which: 'host' | 'mirror') => (which === 'host' ? place.transcripts : place.mirror);
      for (const [index, pages] of levels.entries()) {
        sessions.push(newSession(100 + index));
        for (const each of sessions) place.say(side, each, 3000);
        const result = `${sessions[0]}/tool-results/r${index}.txt`;
        results.set(result, String(index).repeat(9000));
        mkdirSync(dirname(join(folderOf(side), result)), { recursive: true });
        writeFileSync(join(folderOf(side), result), results.get(result) ?? '');
        const before = place.idsIn(side);
        place.fill(pages);
        const { exitCode, stderr } = await place.run(command);
        expect({ exitCode, stderr }).toEqual({
          exitCode: 1,
          stderr: expect.stringMatching(/^error: The disk is full/),
        });
        // Whole lines only, on either side: this reads each.
        for (const which of ['host', 'mirror'] as const) place.idsIn(which);
        expect(place.idsIn(side)).toEqual(before);
        place.free();
        const again = await place.run(command);
        expect(again.exitCode, again.stderr).toBe(0);
        expect(place.idsIn('mirror')).toEqual(place.idsIn('host'));
        expect(place.idsIn('mirror').flat().sort()).toEqual([...place.written[side]].sort());
        for (const [path, text] of results)
          for (const which of ['host', 'mirror'] as const)
            expect(readFileSync(join(folderOf(which), path), 'utf8'), path).toBe(text);
      }
    });
  });
}

test('a folder that only the container’s root can read keeps nothing else from being carried', async () => {
  const place = await new ReviewedPlace().review();
  for (const each of [newSession(1), newSession(2)]) {
    place.say('mirror', each);
    put(join(place.mirror, each, 'tool-results/a.txt'), 'x');
    place.work('mirror', each, 1);
  }
  for (const path of [`${newSession(1)}/tool-results`, `.tasks/${newSession(1)}`])
    chmodSync(join(place.mirror, path), 0);
  rmSync(join(place.mirror, '.file-history'), { recursive: true, force: true });
  mkdirSync(join(place.mirror, '.file-history'), { mode: 0 });
  const { exitCode, stdout, stderr } = await place.runWith({ unprivileged: true }, 'pull');
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('Pulled 2 conversations');
  for (const path of [`${newSession(1)}/tool-results`, `.tasks/${newSession(1)}`, '.file-history'])
    expect(stdout).toContain(`${path}: cannot be read (EACCES)`);
  expect(existsSync(join(place.listsOf('host'), newSession(2), '1.json'))).toBe(true);
  expect(existsSync(join(place.transcripts, newSession(2), 'tool-results/a.txt'))).toBe(true);
});

test('many conversations with folders of their own need few open files', async () => {
  const place = await new ReviewedPlace().review();
  const sessions = Array.from({ length: 120 }, (_, index) => newSession(index));
  for (const each of sessions) {
    place.say('mirror', each);
    for (const path of ['subagents/agent-1.meta.json', 'tool-results/a.txt'])
      put(join(place.mirror, each, path), '{"agentType":"x"}');
    put(join(place.mirror, '.file-history', each, '0123456789abcdef@v1'), 'x');
    place.work('mirror', each, 1);
  }
  const words = ['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, program, 'pull'];
  const env = { HOME: place.home, PATH: process.env.PATH };
  const { status, stderr } = spawnSync('sh', words, { cwd: place.folder, env, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  for (const each of sessions)
    expect(readFileSync(join(place.transcripts, each, 'tool-results/a.txt'), 'utf8')).not.toBe('');
});
