import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { busyboxWithoutFlock, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

describe.each([...shells, ...busyboxWithoutFlock])('adoption under $name', (shell) => {
  test('moves every file, its mode and its time, and leaves nothing behind', () => {
    lab = new StateLab(shell).mountProject();
    const file = lab.write(join(lab.inVolume, 'a.jsonl'), 'a\n');
    chmodSync(file, 0o640);
    utimesSync(file, 1_600_000_000, 1_600_000_000);
    const { stderr, host } = lab.adopt({
      'b/subagents/c.jsonl': 'c\n',
      '.hidden': 'h',
      '..odd': 'o',
      'two\nlines *?[x] $(id)': 'n',
      'memory/MEMORY.md': 'm',
      '-rf': 'r',
    });
    expect(stderr).toBe('');
    expect(host).toEqual({
      '.keep': '',
      'a.jsonl': 'a\n',
      'b/subagents/c.jsonl': 'c\n',
      '.hidden': 'h',
      '..odd': 'o',
      'two\nlines *?[x] $(id)': 'n',
      'memory/MEMORY.md': 'm',
      '-rf': 'r',
    });
    expect(statSync(join(lab.project, 'a.jsonl')).mode & 0o777).toBe(0o640);
    expect(statSync(join(lab.project, 'a.jsonl')).mtimeMs).toBe(1_600_000_000_000);
    expect(statSync(join(lab.project, 'a.jsonl')).nlink).toBe(1);
    expect(existsSync(lab.state('adopt'))).toBe(false);
    expect(existsSync(lab.state('kept'))).toBe(false);
  });

  test('the same session on both sides is there once, the longer one whole', () => {
    lab = new StateLab(shell).mountProject();
    const { stderr, host } = lab.adopt(
      {
        'same.jsonl': '1\n',
        'mine-longer.jsonl': '1\n2\n',
        'theirs-longer.jsonl': '1\n',
        'empty.jsonl': '',
        '.keep': 'x',
      },
      {
        'same.jsonl': '1\n',
        'mine-longer.jsonl': '1\n',
        'theirs-longer.jsonl': '1\n2\n',
        'empty.jsonl': '1\n',
      },
    );
    expect(stderr).toBe('');
    expect(host).toEqual({
      '.keep': '',
      'same.jsonl': '1\n',
      'mine-longer.jsonl': '1\n2\n',
      'theirs-longer.jsonl': '1\n2\n',
      'empty.jsonl': '1\n',
    });
    expect(existsSync(lab.state('adopt'))).toBe(false);
  });

  test('different content keeps both, over nothing, and names it until it is dealt with', () => {
    lab = new StateLab(shell).mountProject();
    const first = lab.adopt({ 's/x.jsonl': 'mine\n' }, { 's/x.jsonl': 'theirs\n' });
    expect(first.host['s/x.jsonl']).toBe('theirs\n');
    expect(first.kept).toEqual({ [`${lab.slug}/s/x.jsonl`]: 'mine\n' });
    expect(first.stderr).toContain('s/x.jsonl');
    spawnSync('rm', [lab.inVolume]);
    const second = lab.adopt({ 's/x.jsonl': 'other\n' });
    expect(second.kept).toEqual({
      [`${lab.slug}/s/x.jsonl`]: 'mine\n',
      [`${lab.slug}/s/x.jsonl.1`]: 'other\n',
    });
    lab.bridge();
    expect(lab.trouble()).toMatch(/^kept-conflict\t.*s\/x\.jsonl.*\nkept-conflict\t.*x\.jsonl\.1/);
    expect(lab.codes()).toContain('kept-files');
    spawnSync('rm', ['-r', lab.state('kept')]);
    lab.bridge();
    expect(lab.trouble()).toBe('');
  });

  test('links and special files are kept, never followed', () => {
    lab = new StateLab(shell).mountProject();
    mkdirSync(lab.inVolume, { recursive: true });
    lab.write('outside/secret', 'secret');
    symlinkSync(join(lab.root, 'outside'), join(lab.inVolume, 'folder'));
    symlinkSync(join(lab.root, 'outside/secret'), join(lab.inVolume, 'x.jsonl'));
    symlinkSync('/nowhere', join(lab.inVolume, 'dangling'));
    spawnSync('mkfifo', [join(lab.inVolume, 'pipe.jsonl')]);
    const { host, kept, stderr } = lab.adopt({ 'ok.jsonl': '1\n' });
    expect(host).toEqual({ '.keep': '', 'ok.jsonl': '1\n' });
    expect(kept).toEqual({
      [`${lab.slug}/folder`]: `-> ${lab.root}/outside`,
      [`${lab.slug}/x.jsonl`]: `-> ${lab.root}/outside/secret`,
      [`${lab.slug}/dangling`]: '-> /nowhere',
      [`${lab.slug}/pipe.jsonl`]: 'special',
    });
    expect(stderr.match(/link or special/g)).toHaveLength(4);
    expect(filesBelow(join(lab.root, 'outside'))).toEqual({ secret: 'secret' });
  });

  test('links planted in the shared folder are not written through', () => {
    lab = new StateLab(shell).mountProject();
    lab.write('outside/x', 'theirs');
    symlinkSync(join(lab.root, 'outside'), join(lab.project, 's'));
    symlinkSync(join(lab.root, 'outside/x'), join(lab.project, 'x.jsonl'));
    symlinkSync(join(lab.root, 'outside/new'), join(lab.project, 'new.jsonl'));
    const { kept } = lab.adopt({ 's/a.jsonl': 'a', 'x.jsonl': 'theirs and more', 'new.jsonl': 'n' });
    expect(filesBelow(join(lab.root, 'outside'))).toEqual({ x: 'theirs' });
    expect(kept).toEqual({
      [`${lab.slug}/s/a.jsonl`]: 'a',
      [`${lab.slug}/x.jsonl`]: 'theirs and more',
      [`${lab.slug}/new.jsonl`]: 'n',
    });
  });
});
