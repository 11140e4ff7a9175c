import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { changed, filesBelow, isRoot, StateLab, USER } from '../support/StateLab.ts';
import { busyboxWithoutFlock, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

describe.each([...shells, ...busyboxWithoutFlock])('adoption that has to wait, under $name', (shell) => {
  test('what an earlier, killed run left pending is drained, its temporaries are cleaned', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    const id = spawnSync('cat', [lab.state('id')], { encoding: 'utf8' }).stdout.trim();
    lab.write(lab.state(`adopt/${lab.slug}.1/a.jsonl`), '1\n');
    lab.write(lab.state(`adopt/${lab.slug}.7/a.jsonl`), '1\n2\n');
    lab.write(lab.state('adopt/-earlier-folder.1/b.jsonl'), 'b\n');
    lab.write(join(lab.project, `.claude-state-${id}-99-1.tmp`), 'half');
    lab.write(join(lab.project, '.claude-state-0000-99-1.tmp'), 'of another volume');
    lab.own();
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.project)).toEqual({
      '.keep': '',
      'a.jsonl': '1\n2\n',
      'b.jsonl': 'b\n',
      '.claude-state-0000-99-1.tmp': 'of another volume',
      // Without a lock nobody knows whose it is.
      ...(busyboxWithoutFlock.includes(shell) ? { [`.claude-state-${id}-99-1.tmp`]: 'half' } : {}),
    });
    expect(existsSync(lab.state('adopt'))).toBe(false);
  });

  test('a file that a running Claude has open waits, and is whole when it comes', () => {
    lab = new StateLab(shell).mountProject();
    const file = lab.write(join(lab.inVolume, 'open.jsonl'), '1\n');
    lab.write(join(lab.inVolume, 'closed.jsonl'), '1\n');
    lab.own();
    const descriptor = openSync(file, 'a');
    // Another process than ours, for the program looks at all that its user may see.
    const holder = spawn('sleep', ['60'], {
      stdio: ['ignore', 'ignore', descriptor],
      ...(isRoot ? { uid: USER, gid: USER } : {}),
    });
    const run = lab.bridge(lab.workspace);
    expect(run.stderr).toContain('is open in a running Claude Code');
    expect(filesBelow(lab.project)).toEqual({ '.keep': '', 'closed.jsonl': '1\n' });
    writeSync(descriptor, '2\n');
    closeSync(descriptor);
    holder.kill('SIGKILL');
    spawnSync('sh', [
      '-c',
      'while kill -0 "$1" 2>/dev/null && ls /proc/$1/fd/2 2>/dev/null; do sleep 0.05; done',
      'sh',
      `${holder.pid}`,
    ]);
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.project)['open.jsonl']).toBe('1\n2\n');
  });

  test('what the host wrote only now is not added to until it rests', () => {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.inVolume, 'a.jsonl'), '1\n2\n');
    const theirs = lab.write(join(lab.project, 'a.jsonl'), '1\n');
    changed(theirs, 5);
    lab.own();
    const run = lab.bridge(lab.workspace);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('written only now') });
    expect(filesBelow(lab.project)).toEqual({ '.keep': '', 'a.jsonl': '1\n' });
    expect(lab.trouble()).toMatch(/^bridge-in-use\t/);
    expect(filesBelow(lab.state('adopt'))).toEqual({ [`${lab.slug}.1/a.jsonl`]: '1\n2\n' });
    changed(theirs, 12);
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.project)).toEqual({ '.keep': '', 'a.jsonl': '1\n2\n' });
    expect(lab.trouble()).toBe('');
  });

  test('a place that cannot be written loses nothing, is told, and is tried again', () => {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.inVolume, 'a.jsonl'), 'a\n');
    lab.own();
    if (isRoot) spawnSync('chown', ['0:0', lab.project]);
    chmodSync(lab.project, 0o555);
    const run = lab.bridge(lab.workspace);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('could not be moved') });
    expect(run.stderr).toContain('silently save nothing');
    expect(filesBelow(lab.state('adopt'))).toEqual({ [`${lab.slug}.1/a.jsonl`]: 'a\n' });
    expect(lab.codes()).toEqual(
      expect.arrayContaining(['adoption-pending', 'bridge-adoption-failed', 'bridge-project-not-writable']),
    );
    chmodSync(lab.project, 0o755);
    lab.own();
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.project)).toMatchObject({ 'a.jsonl': 'a\n' });
    expect(lab.trouble()).toBe('');
  });

  test.runIf(isRoot)('a folder that is a mount of its own is left', () => {
    lab = new StateLab(shell).mountProject();
    lab.write('mounted/a.jsonl', 'a\n');
    mkdirSync(lab.inVolume, { recursive: true });
    lab.own();
    lab.bind(join(lab.root, 'mounted'), lab.inVolume);
    expect(lab.bridge(lab.workspace).stderr).toContain('mount of its own');
    expect(lstatSync(lab.inVolume).isDirectory()).toBe(true);
    expect(readdirSync(lab.inVolume)).toEqual(['a.jsonl']);
  });

  test.runIf(isRoot)(
    'where memory is read-only, ours becomes the container’s own, and that of a sub-folder waits; both come back with isolation',
    () => {
      lab = new StateLab(shell).mountProject();
      lab.write(join(lab.project, 'memory/MEMORY.md'), 'host');
      const memory = join(lab.project, 'memory');
      lab.bind(memory, memory, 'ro');
      lab.write(lab.state('adopt/-sub.1/memory/MEMORY.md'), 'sub');
      const { host, kept, stderr } = lab.adopt({
        'a.jsonl': 'a\n',
        'memory/MEMORY.md': 'volume',
        'memory/more.md': 'more',
      });
      expect(stderr).toBe('');
      expect(host).toEqual({ '.keep': '', 'a.jsonl': 'a\n', 'memory/MEMORY.md': 'host' });
      const ours = { 'MEMORY.md': 'volume', 'more.md': 'more' };
      expect(filesBelow(lab.state('memory'))).toEqual(ours);
      expect(kept).toEqual({ '-sub/memory/MEMORY.md': 'sub' });
      lab.unmount();
      lab.unmountProject();
      expect(lab.bridge().stderr).toBe('');
      expect(filesBelow(join(lab.inVolume, 'memory'))).toEqual(ours);
      expect(filesBelow(join(lab.config, 'projects/-sub'))).toEqual({ 'memory/MEMORY.md': 'sub' });
      expect(existsSync(lab.state('memory'))).toBe(false);
      expect(existsSync(lab.state('kept'))).toBe(false);
    },
  );
});
