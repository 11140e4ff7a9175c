import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { killed } from './killed.ts';
import { SmallDisk } from './SmallDisk.ts';
import { Talk } from './Talk.ts';
import { session } from './verifyPlace.ts';

const kills = rounds({ short: 5, long: 100 });
const idOf = (number: number) => session.replace(/^.{8}/, String(number).padStart(8, '0'));

/** Every file of Claude's, with what it holds. */
function stateOf(place: Talk): string {
  const folder = join(place.home, '.claude');
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    lstatSync(join(folder, name)).isFile(),
  );
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return files
    .sort()
    .map((name) => `${name} ${digest(name)}`)
    .join('\n');
}

function talks(place: Talk, count = 12): void {
  for (let number = 0; number < count; number++) {
    place.talk(20, 3000, idOf(number));
    place.put(`${idOf(number)}/subagents/agent-1.jsonl`, place.said(0, 100, idOf(number)));
  }
}

/** So that each kind of step occurs. */
function goOn(place: Talk): void {
  const at = (number: number) => join(place.transcripts, `${idOf(number)}.jsonl`);
  for (const number of [0, 1, 2]) appendFileSync(at(number), place.said(20, 3000, idOf(number)));
  for (const number of [3, 4, 5]) writeFileSync(at(number), place.said(0, 9000, idOf(number)));
  for (const number of [6, 7, 8]) {
    rmSync(at(number));
    rmSync(at(number).replace('.jsonl', ''), { recursive: true });
  }
  for (const number of [20, 21]) place.talk(5, 3000, idOf(number));
}

async function expectWhole(place: Talk): Promise<void> {
  const store = join(place.home, '.claude-sessions/snapshots');
  for (const name of readdirSync(join(store, 'pieces'), { recursive: true }) as string[]) {
    const [, start, end] = /\/(\d+)-(\d+)-/.exec(name) ?? [];
    if (end !== undefined)
      expect(lstatSync(join(store, 'pieces', name)).size).toBe(Number(end) - Number(start));
  }
}

describe(`killed ${kills} times each`, () => {
  test('snapshot keeps what was kept, and goes on', async () => {
    const place = new Talk();
    talks(place);
    let said = 20;
    await killed(place, ['snapshot', '--json'], kills, async () => {
      await expectWhole(place);
      for (const number of [0, 1, 2, 3])
        appendFileSync(join(place.transcripts, `${idOf(number)}.jsonl`), place.said(said++));
    });
    const state = stateOf(place);
    const { code, stderr } = await place.start('snapshot', '--name', 'last').ended;
    expect(code, stderr).toBe(0);
    expect(readdirSync(join(place.home, '.claude-sessions/snapshots/unfinished'))).toEqual([]);
    goOn(place);
    expect((await place.start('rollback', 'last', '--exact', '--yes').ended).code).toBe(0);
    expect(stateOf(place)).toBe(state);
  }, 600_000);

  test('rollback and its undo end as if nothing had happened when they are run again', async () => {
    const place = new Talk();
    talks(place);
    expect((await place.start('snapshot', '--name', 'then').ended).code).toBe(0);
    const then = stateOf(place);
    goOn(place);
    const now = stateOf(place);
    const back = ['rollback', 'then', '--exact', '--yes'];
    const undo = ['rollback', '--undo', '--yes'];
    const known = new Set([...then.split('\n'), ...now.split('\n')]);
    const again = async (command: string[], wanted: string) => {
      // Nothing in place is half of one.
      for (const line of stateOf(place).split('\n'))
        if (!line.includes('.claude-sessions-rollback/')) expect(known).toContain(line);
      if (stateOf(place) === wanted) return;
      const { code, stderr } = await place.start(...command).ended;
      expect(code, stderr).toBe(0);
      expect(stateOf(place)).toBe(wanted);
    };
    await killed(place, back, kills, async () => {
      await again(back, then);
      await place.start(...undo).ended;
      expect(stateOf(place)).toBe(now);
    });
    await place.start(...back).ended;
    await killed(place, undo, kills, async () => {
      await again(undo, now);
      await place.start(...back).ended;
      expect(stateOf(place)).toBe(then);
    });
  }, 900_000);
});

if (process.getuid?.() === 0) {
  describe('on a full disk', () => {
    let disk: SmallDisk;
    afterEach(() => disk.remove());

    test('everything stays as it was, and is done when there is room again', async () => {
      disk = new SmallDisk();
      talks(disk, 12);
      expect((await disk.run('snapshot', '--name', 'then')).exitCode).toBe(0);
      const then = stateOf(disk);
      goOn(disk);
      const now = stateOf(disk);
      for (const pages of rounds({
        short: [0, 3, 12, 60],
        long: Array.from({ length: 60 }, (_, index) => 2 * index),
      })) {
        disk.fill(pages);
        const { exitCode, stderr } = await disk.run('rollback', 'then', '--exact', '--yes');
        if (exitCode === 0) break;
        expect(stderr).toMatch(/error: The disk is full/);
        expect(stateOf(disk)).toBe(now);
      }
      disk.free();
      expect((await disk.run('rollback', 'then', '--exact', '--yes')).exitCode).toBe(0);
      expect(stateOf(disk)).toBe(then);
      expect((await disk.run('rollback', '--undo', '--yes')).exitCode).toBe(0);
      expect(stateOf(disk)).toBe(now);
      expect(existsSync(join(disk.home, '.claude/projects/.claude-sessions-rollback'))).toBe(false);
    });
  });
}
