import { spawn, spawnSync } from 'node:child_process';
import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import copyScript from '../../../core/assets/copyHome.sh';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { hashTree } from '../../harness/project/transcripts.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { shells } from './shells.ts';

/** As `adopt` has it copied: the whole home of the former place. */
describe.each(shells)('a home is copied, under %s', (...shell) => {
  const make = () => {
    const root = newFolder();
    const [from, to] = [join(root, 'a/from'), join(root, 'b/to')];
    for (const path of [from, to]) mkdirSync(path, { recursive: true });
    put(join(from, '.bashrc'), 'mine', 0o600);
    put(join(from, 'projects/a b/\n'), 'x');
    put(join(from, 'cache/x'), 'not of Claude here');
    put(join(from, '.claude-state/seed/record'), 'seeded');
    symlinkSync('/nowhere', join(from, 'dangling'));
    return { root, from, to };
  };
  type Place = Pick<ReturnType<typeof make>, 'from' | 'to'>;
  const command = ({ from, to }: Place, limit = '100000'): [string, string[]] => {
    const [program = 'sh', ...args] = shell;
    return [program, [...args, '-c', copyScript, 'sh', from, to, 'old', limit]];
  };
  const copy = (place: Place) => {
    const { stdout, stderr, status } = spawnSync(...command(place), { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.trim().replaceAll('\n', ', ');
  };
  const noted = { '.claude-state/adopted': expect.any(String) };

  it('whole, with the record of what was seeded, once', () => {
    const place = make();
    const { from, to } = place;
    linkSync(join(from, '.bashrc'), join(from, 'hard'));
    spawnSync('mkfifo', [join(from, 'pipe')]);
    const before = hashTree(from);
    expect(copy(place)).toBe('copied 6, kept 0');
    const { pipe: _, ...files } = before as Record<string, string>;
    expect(hashTree(to)).toEqual({ ...files, ...noted });
    expect(readlinkSync(join(to, 'dangling'))).toBe('/nowhere');
    expect(lstatSync(join(to, '.bashrc')).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(to, 'hard')).ino).toBe(lstatSync(join(to, '.bashrc')).ino);
    expect(hashTree(from)).toEqual(before);
    put(join(to, '.bashrc'), 'changed since');
    expect(copy(place)).toBe('copied 0, kept 0');
    expect(readFileSync(join(to, '.bashrc'), 'utf8')).toBe('changed since');
  });

  it('what a first start made there is set aside, and not mixed with it', () => {
    const place = make();
    const { root, from, to } = place;
    put(join(to, '.bashrc'), 'of the image');
    put(join(from, '.claude-sessions-before/1/x'), 'of an earlier move');
    put(join(to, '.profile'), 'deleted by the user of the other');
    put(join(to, '.claude-state/seed/record'), 'of the image');
    symlinkSync(join(root, 'outside'), join(to, 'projects'));
    expect(copy(place)).toBe('copied 5, kept 5');
    const copied = hashTree(to);
    const aside = '.claude-sessions-before/1';
    expect(readFileSync(join(to, aside, '.bashrc'), 'utf8')).toBe('of the image');
    expect(readFileSync(join(to, aside, '.claude-state/seed/record'), 'utf8')).toBe('of the image');
    expect(existsSync(join(to, '.profile'))).toBe(false);
    expect(lstatSync(join(to, '.claude-sessions-before')).mode & 0o777).toBe(0o700);
    const { '.claude-sessions-before/1/x': earlier, ...home } = hashTree(from);
    expect(copied).toMatchObject({ ...home, ...noted, [`${aside}/.claude-sessions-before/1/x`]: earlier });
    expect(existsSync(join(root, 'outside'))).toBe(false);
    expect(copy(place)).toBe('copied 0, kept 0');
    expect(hashTree(to)).toEqual(copied);
  });

  it('says why it is not, and changes nothing then', () => {
    const place = make();
    put(join(place.to, '.bashrc'), 'ours');
    const { stdout, status } = spawnSync(...command(place, '1'), { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: 'failed size\n', status: 1 });
    expect(hashTree(place.to)).toEqual({ '.bashrc': expect.any(String) });
    const gone = spawnSync(...command({ ...place, from: join(place.root, 'gone') }), { encoding: 'utf8' });
    expect(gone.stdout).toBe('failed missing\n');
  });

  it('killed at any instant, and run again', async () => {
    const place = make();
    for (let at = 0; at < 40; at++) put(join(place.from, `${at}/file`), 'x'.repeat(50_000));
    const whole = hashTree(place.from);
    const count = rounds({ short: 6, long: 60 });
    for (let round = 0; round < count; round++) {
      const to = join(place.root, `to-${round}/to`);
      put(join(to, '7/file'), 'of a first start');
      const child = spawn(...command({ ...place, to }), { stdio: 'ignore', detached: true });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 + (round * 60) / count));
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // It was done.
      }
      await ended;
      copy({ ...place, to });
      const now = Object.entries(hashTree(to));
      const [aside, home] = [true, false].map((isAside) =>
        now.filter(([path]) => path.startsWith('.claude-sessions-before/') === isAside),
      ) as [typeof now, typeof now];
      expect(Object.fromEntries(home)).toEqual({ ...whole, ...noted });
      const first = put(join(place.root, `first-${round}/file`), 'of a first start');
      const [hash] = Object.values(hashTree(join(first, '..')));
      expect(aside.map(([, each]) => each)).toContain(hash);
    }
  });
});
