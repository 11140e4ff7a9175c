import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { busyboxWithoutFlock, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

describe.each([...shells, ...busyboxWithoutFlock])('without the mounts, under $name', (shell) => {
  test('our dangling links go, others stay, the project is a real folder again', () => {
    lab = new StateLab(shell).mountProject();
    for (const name of ['agents', 'projects/other']) mkdirSync(join(lab.host, name), { recursive: true });
    lab.write(join(lab.host, 'files/CLAUDE.md'), 'x');
    symlinkSync('/nowhere', join(lab.config, 'theirs'));
    lab.own().bridge(lab.workspace);
    symlinkSync('/nowhere', join(lab.config, 'projects/theirs'));
    expect(readlinkSync(join(lab.config, 'CLAUDE.md'))).toBe(join(lab.host, 'files/CLAUDE.md'));
    lab.unmountProject();
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lstatSync(lab.inVolume).isDirectory()).toBe(true);
    expect(lstatSync(lab.inVolume).mode & 0o777).toBe(0o700);
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({ theirs: '-> /nowhere' });
    expect(existsSync(join(lab.config, 'CLAUDE.md'))).toBe(false);
    expect(readlinkSync(join(lab.config, 'theirs'))).toBe('/nowhere');
    expect(lab.doctor().mode).toBe('isolate');
  });

  test('what was on its way to the host comes back', () => {
    lab = new StateLab(shell);
    lab.bridge(lab.workspace);
    lab.write(lab.state(`adopt/${lab.slug}.1/a.jsonl`), '1\n2\n');
    lab.own();
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.inVolume)).toEqual({ 'a.jsonl': '1\n2\n' });
    lab.write(lab.state(`adopt/${lab.slug}.1/a.jsonl`), '1\n2\n3\n');
    lab.write(lab.state(`adopt/${lab.slug}.2/b/c.jsonl`), 'c\n');
    lab.write(lab.state(`adopt/${lab.slug}.2/a.jsonl`), 'differs\n');
    lab.own();
    lab.bridge();
    expect(filesBelow(lab.inVolume)).toEqual({ 'a.jsonl': '1\n2\n3\n', 'b/c.jsonl': 'c\n' });
    expect(filesBelow(lab.state('kept'))).toEqual({ [`${lab.slug}/a.jsonl`]: 'differs\n' });
    expect(existsSync(lab.state('adopt'))).toBe(false);
  });

  test('kept memory joins what was written meanwhile, over nothing', () => {
    lab = new StateLab(shell);
    lab.write(join(lab.inVolume, 'memory/MEMORY.md'), 'now');
    lab.write(lab.state(`kept/${lab.slug}/memory/MEMORY.md`), 'before');
    lab.write(lab.state(`kept/${lab.slug}/memory/more.md`), 'more');
    lab.own();
    lab.bridge(lab.workspace);
    expect(filesBelow(lab.inVolume)).toEqual({ 'memory/MEMORY.md': 'now', 'memory/more.md': 'more' });
    expect(filesBelow(lab.state('kept'))).toEqual({ [`${lab.slug}/memory-conflicts/MEMORY.md`]: 'before' });
  });

  test('share and isolate in turn lose nothing', () => {
    lab = new StateLab(shell);
    lab.bridge(lab.workspace);
    lab.write(join(lab.inVolume, 'volume.jsonl'), 'v');
    lab.own().mountProject().bridge();
    expect(filesBelow(lab.project)['volume.jsonl']).toBe('v');
    lab.write(join(lab.inVolume, 'shared.jsonl'), 's');
    const host = lab.host;
    lab.host = join(lab.root, 'unmounted');
    // Same text, but the mount is gone from where the link leads: as in a container made without it.
    symlinkSync(join(host, 'gone'), join(lab.root, 'unmounted'));
    lab.bridge();
    lab.host = host;
    expect(filesBelow(lab.project)).toMatchObject({ 'volume.jsonl': 'v', 'shared.jsonl': 's' });
  });
});
