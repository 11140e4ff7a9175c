import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import copyScript from '../../../core/assets/copyState.sh';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { hashTree } from '../../harness/project/transcripts.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { shells } from './shells.ts';

/** As `adopt` has it copied: all of a volume of ours, into the one of the project's new place. */
describe.each(shells)('a volume is copied, under %s', (...shell) => {
  const make = () => {
    const root = newFolder();
    const [from, to] = [join(root, 'a/from'), join(root, 'b/to')];
    for (const path of [from, to]) mkdirSync(path, { recursive: true });
    return { root, from, to };
  };
  const command = ({ from, to }: { from: string; to: string }, old = '', now = ''): [string, string[]] => {
    const [program = 'sh', ...args] = shell;
    const words = ['copy', from, '', '', to, '', '100000', old, now, 'sessions', 'cache'];
    return [program, [...args, '-c', copyScript, 'sh', ...words]];
  };
  const copy = (place: { from: string; to: string }, ...slugs: string[]) => {
    const { stdout, stderr, status } = spawnSync(...command(place, ...slugs), { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.trim().replaceAll('\n', ', ');
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
    expect(readdirSync(join(to, 'projects')).sort()).toEqual(['-w-apple', '-w-new', '-w-new-src']);
    expect(readdirSync(to)).not.toContain('agents');
    expect(hashTree(from)).toEqual(before);
  });

  it('with todo lists, which a container for review gives to its mirror', () => {
    const place = make();
    const { from, to } = place;
    put(join(from, '.claude-state/own/tasks/s/1.json'), 'set aside');
    put(join(from, 'tasks/t/1.json'), 'theirs');
    put(join(from, 'file-history/s/a@v1'), 'x');
    put(join(to, '.claude-state/own/tasks/t/2.json'), 'ours');
    put(join(to, '.claude-state/own/tasks.given'), '');
    symlinkSync('/mnt/claude-host/project/.tasks', join(to, 'tasks'));
    symlinkSync('/mnt/claude-host/file-history', join(to, 'file-history'));
    mkdirSync(join(to, 'projects'));
    copy(place);
    expect(Object.keys(hashTree(join(to, '.claude-state'))).sort()).toEqual([
      'own/tasks/s/1.json',
      'own/tasks/t/1.json',
      'own/tasks/t/2.json',
    ]);
    expect(readlinkSync(join(to, 'tasks'))).toBe('/mnt/claude-host/project/.tasks');
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
    expect(copy(place)).toBe('copied 1, kept 3');
    expect(readdirSync(join(root, 'outside'))).toEqual([]);
    const copied = hashTree(to);
    expect(copied).toMatchObject({
      'projects/-w-app/two.jsonl': hashTree(from)['projects/-w-app/two.jsonl'],
    });
    expect(copied['.credentials.json']).not.toBe(hashTree(from)['.credentials.json']);
    expect(copy(place)).toBe('copied 0, kept 3');
    expect(hashTree(to)).toEqual(copied);
  });

  it('where a folder of conversations is a link of the bridge now, its next run adopts them', () => {
    const place = make();
    put(join(place.from, 'projects/-w-app/one.jsonl'), 'one');
    mkdirSync(join(place.to, 'projects'));
    symlinkSync('/mnt/claude-host/project', join(place.to, 'projects/-w-new'));
    for (const _ of [1, 2]) {
      copy(place, '-w-app', '-w-new');
      expect(Object.keys(hashTree(place.to))).toEqual(['.claude-state/adopt/-w-new.1/one.jsonl']);
    }
  });

  it('two folders that get one name become one, and of the names alone those below projects/ change', () => {
    const place = make();
    put(join(place.from, 'projects/-w-app/one.jsonl'), 'one');
    put(join(place.from, 'projects/-w-new/two.jsonl'), 'two');
    put(join(place.from, 'projects/-w-app-x/-w-app/three.jsonl'), 'three');
    put(join(place.from, '-w-app/x'), 'x');
    for (const said of ['copied 4, kept 0', 'copied 0, kept 0']) {
      expect(copy(place, '-w-app', '-w-new')).toBe(said);
      expect(Object.keys(hashTree(place.to)).sort()).toEqual([
        '-w-app/x',
        'projects/-w-new-x/-w-app/three.jsonl',
        'projects/-w-new/one.jsonl',
        'projects/-w-new/two.jsonl',
      ]);
    }
  });

  it('what claude-state set aside comes to what is set aside there, over nothing', () => {
    const place = make();
    put(join(place.from, '.claude-state/adopt/-w-app.1/one.jsonl'), 'theirs');
    put(join(place.from, '.claude-state/kept/-w-app/two.jsonl'), 'theirs');
    put(join(place.from, '.claude-state/kept/-w-app/memory/x.md'), 'x');
    put(join(place.from, '.claude-state/memory/y.md'), 'y');
    put(join(place.from, '.claude-state/folder'), '/w/app');
    put(join(place.to, '.claude-state/adopt/-w-app.1/one.jsonl'), 'ours');
    put(join(place.to, '.claude-state/kept/-w-app/two.jsonl'), 'ours');
    put(join(place.to, '.claude-state/folder'), '/w/new');
    const read = (path: string) => readFileSync(join(place.to, '.claude-state', path), 'utf8');
    for (const said of ['copied 3, kept 1', 'copied 0, kept 1']) {
      expect(copy(place)).toBe(said);
      expect(Object.keys(hashTree(place.to))).toHaveLength(6);
      expect(read('adopt/-w-app.1/one.jsonl')).toBe('ours');
      expect(read('adopt/-w-app.2/one.jsonl')).toBe('theirs');
      expect(read('kept/-w-app/two.jsonl')).toBe('ours');
      expect(read('kept/-w-app/memory/x.md')).toBe('x');
      expect(read('memory/y.md')).toBe('y');
      expect(read('folder')).toBe('/w/new');
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
        if (!path.startsWith('.claude-sessions-copy/')) expect([path, hash]).toEqual([path, whole[path]]);
      copy({ ...place, to });
      expect(hashTree(to)).toEqual(whole);
    }
  });
});
