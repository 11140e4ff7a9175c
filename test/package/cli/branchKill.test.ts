import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { killed } from './killed.ts';
import { SmallDisk } from './SmallDisk.ts';
import { type Line, Talk, uuidOf } from './Talk.ts';
import { session } from './verifyPlace.ts';

const kills = rounds({ short: 30, long: 300 });
const fork = session.replace(/^.{8}/, 'ffffffff');
const isMessage = ({ forkedFrom }: Line) => forkedFrom !== undefined;

describe(`killed at ${kills} instants`, () => {
  test('branch leaves the conversation as it is, whole branches, and one file at most besides', async () => {
    const place = new Talk();
    const path = place.talk(150, 20_000);
    const before = readFileSync(path);
    await killed(place, ['branch', session], kills, () => {
      const others = readdirSync(place.transcripts).filter((name) => !name.endsWith('.jsonl'));
      expect(others.filter((name) => name !== 'memory').length).toBeLessThan(2);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    for (const id of place.ids().filter((each) => each !== session)) {
      const lines = place.lines(id);
      expect(lines.filter(isMessage)).toHaveLength(150);
      expect(lines.at(-1)).toMatchObject({ type: 'custom-title' });
    }
    const { code, stderr } = await place.start('branch', session).ended;
    expect(code, stderr).toBe(0);
    expect(readdirSync(place.transcripts).filter((name) => !/\.jsonl$|^memory$/.test(name))).toEqual([]);
  }, 600_000);

  test('merge adds whole blocks, each part of the branch once', async () => {
    const place = new Talk();
    const path = place.talk(100, 2000);
    const before = readFileSync(path);
    place.talk(100, 2000, fork);
    let said = 100;
    const go = () => {
      place.put(
        `${fork}.jsonl`,
        `${readFileSync(join(place.transcripts, `${fork}.jsonl`))}${place.said(said++, 50, fork)}`,
      );
    };
    go();
    await killed(place, ['merge', fork, '--into', session], kills, go);
    const { code, stderr } = await place.start('merge', fork, '--into', session).ended;
    expect(code, stderr).toBe(0);
    expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true);
    const blocks = place.lines(session).slice(100);
    const words = blocks.flatMap(({ content }) => `${content}`.match(/said \d+/g) ?? []);
    expect(words).toEqual(Array.from({ length: said - 100 }, (_, index) => `said ${index + 100}`));
    for (const { subtype, parentUuid } of blocks)
      expect([subtype, typeof parentUuid]).toEqual(['local_command', 'string']);
  }, 600_000);
});

if (process.getuid?.() === 0) {
  describe('on a full disk', () => {
    let disk: SmallDisk;
    afterEach(() => disk.remove());

    test('branch makes nothing, merge adds nothing, and both do when there is room again', async () => {
      disk = new SmallDisk();
      const path = disk.talk(20, 2000);
      disk.talk(20, 2000, fork);
      disk.put(
        `${fork}.jsonl`,
        `${readFileSync(join(disk.transcripts, `${fork}.jsonl`))}${disk.said(20, 6000, fork)}`,
      );
      const before = readFileSync(path);
      for (const pages of rounds({ short: [0, 1, 5], long: [0, 1, 2, 3, 4, 5, 6, 7, 8] })) {
        disk.fill(pages);
        for (const command of [
          ['branch', session],
          ['merge', fork, '--into', session],
        ]) {
          const { exitCode, stderr } = await disk.run(...command);
          if (command[0] === 'branch' || exitCode !== 0) expect(stderr).toMatch(/^error: The disk is full/);
        }
        if (statSync(path).size !== before.length) break;
        expect(readFileSync(path).equals(before)).toBe(true);
        expect(disk.ids().sort()).toEqual([session, fork].sort());
      }
      disk.free();
      for (const command of [
        ['branch', session],
        ['merge', fork, '--into', session],
      ]) {
        const { exitCode, stderr } = await disk.run(...command);
        expect(exitCode, stderr).toBe(0);
      }
      expect(disk.lines(session).filter(({ subtype }) => subtype === 'local_command')).toHaveLength(1);
      expect(disk.lines(session)[19]?.uuid).toBe(uuidOf(19));
    });
  });
}
