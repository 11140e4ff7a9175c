import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyScript } from '../../cli/src/host/copyVolume.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { put } from '../harness/place/Place.ts';
import { hashTree } from '../harness/project/transcripts.ts';
import { findOnPath } from '../harness/system/findOnPath.ts';
import { rounds } from '../harness/system/rounds.ts';

const shells: (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([name = '']) => findOnPath(name),
);

/** In the engine the volumes are at `/from` and `/to`. */
describe.each(shells.length > 0 ? shells : [['sh']])('a volume is copied, under %s', (...shell) => {
  const make = () => {
    const root = newFolder();
    const [from, to] = [join(root, 'a/from'), join(root, 'b/to')];
    for (const path of [from, to]) mkdirSync(path, { recursive: true });
    return { root, from, to };
  };
  const command = ({ from, to }: { from: string; to: string }, old = '/', now = '/'): [string, string[]] => {
    const script = copyScript.replace(/\/(from|to)\b/g, (_, name) => (name === 'from' ? from : to));
    const [program = 'sh', ...args] = shell;
    return [program, [...args, '-c', script, 'copy', 'sessions cache', old, now]];
  };
  const copy = (place: { from: string; to: string }, ...slugs: string[]) => {
    const { stdout, stderr, status } = spawnSync(...command(place, ...slugs), { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.trim();
  };

  it('whole, but for what is of running processes and what the bridge makes', () => {
    const place = make();
    const { from, to } = place;
    put(join(from, '.credentials.json'), 'login', 0o600);
    put(join(from, 'plugins/a b/*.md'), 'x');
    put(join(from, 'projects/-w-app/one.jsonl'), 'one\n');
    put(join(from, 'projects/-w-app-src/two.jsonl'), 'two\n');
    put(join(from, 'projects/-w-apple/three.jsonl'), 'three\n');
    put(join(from, 'sessions/1.json'), 'running');
    put(join(from, '.claude-state/folder'), '/w/app');
    put(join(from, '.claude-state/adopt/-w-app.1/four.jsonl'), 'four\n');
    symlinkSync('/mnt/claude-host/project', join(from, 'projects/-w-app-x'));
    symlinkSync('/mnt/claude-host/agents', join(from, 'agents'));
    symlinkSync('/etc/passwd', join(from, 'skills'));
    chmodSync(from, 0o700);
    const before = hashTree(from);
    copy(place, '-w-app', '-w-new');
    expect(Object.keys(hashTree(to)).sort()).toEqual(
      [
        '.credentials.json',
        '.claude-state/adopt/-w-app.1/four.jsonl',
        'plugins/a b/*.md',
        'projects/-w-new/one.jsonl',
        'projects/-w-new-src/two.jsonl',
        'projects/-w-apple/three.jsonl',
      ].sort(),
    );
    expect(lstatSync(join(to, '.credentials.json')).mode & 0o777).toBe(0o600);
    expect(lstatSync(to).mode & 0o777).toBe(0o700);
    expect(readlinkSync(join(to, 'skills'))).toBe('/etc/passwd');
    expect(hashTree(from)).toEqual(before);
  });

  it('over nothing that is there, nor through a link', () => {
    const place = make();
    const { root, from, to } = place;
    put(join(from, '.credentials.json'), 'theirs');
    put(join(from, 'projects/-w-app/one.jsonl'), 'theirs');
    put(join(from, 'projects/-w-app/two.jsonl'), 'two');
    put(join(from, 'plugins/x'), 'x');
    put(join(from, 'same'), 'same');
    put(join(to, '.credentials.json'), 'ours');
    put(join(to, 'projects/-w-app/one.jsonl'), 'ours');
    put(join(to, 'same'), 'same');
    mkdirSync(join(root, 'outside'));
    symlinkSync(join(root, 'outside'), join(to, 'plugins'));
    expect(copy(place)).toBe('1 3');
    expect(readdirSync(join(root, 'outside'))).toEqual([]);
    const copied = hashTree(to);
    expect(copied).toMatchObject({
      'projects/-w-app/two.jsonl': hashTree(from)['projects/-w-app/two.jsonl'],
    });
    expect(copied['.credentials.json']).not.toBe(hashTree(from)['.credentials.json']);
    expect(copy(place)).toBe('0 3');
    expect(hashTree(to)).toEqual(copied);
  });

  it('where a folder of conversations is a link of the bridge now, its next run adopts them', () => {
    const place = make();
    put(join(place.from, 'projects/-w-app/one.jsonl'), 'one');
    mkdirSync(join(place.to, 'projects'));
    symlinkSync('/mnt/claude-host/project', join(place.to, 'projects/-w-new'));
    for (const _ of [1, 2]) {
      copy(place, '-w-app', '-w-new');
      expect(Object.keys(hashTree(place.to))).toEqual(['.claude-state/adopt/-w-new.1000/one.jsonl']);
    }
  });

  it('killed at any instant, and run again', async () => {
    const place = make();
    for (let at = 0; at < 40; at++)
      put(join(place.from, `projects/-w-${at}/${at}.jsonl`), 'x'.repeat(50_000));
    const whole = hashTree(place.from);
    const count = rounds({ short: 6, long: 60 });
    for (let round = 0; round < count; round++) {
      const to = join(place.root, `to-${round}/to`);
      mkdirSync(to, { recursive: true });
      const child = spawn(...command({ ...place, to }), { stdio: 'ignore', detached: true });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 + (round * 60) / count));
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // It was done.
      }
      await ended;
      for (const [path, hash] of Object.entries(hashTree(to)))
        if (!path.startsWith('.claude-sessions.copying')) expect([path, hash]).toEqual([path, whole[path]]);
      copy({ ...place, to });
      expect(hashTree(to)).toEqual(whole);
    }
  });
});
