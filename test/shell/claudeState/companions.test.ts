import { existsSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { filesBelow, isRoot, StateLab } from '../support/StateLab.ts';
import { type StateShell, sh, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** A container for review: what the host has made in the mirror. */
function reviewed(shell: StateShell): StateLab {
  lab = new StateLab(shell).mountProject();
  for (const name of ['.tasks', '.file-history']) mkdirSync(join(lab.project, name));
  return lab.own();
}

const inVolume = (path: string) => join(lab.config, path);
const inMirror = (path: string) => join(lab.project, path);

/** The mirror goes out of reach, or comes back. */
function setMirrorAside(): void {
  renameSync(lab.project, join(lab.root, 'aside'));
}
function bringMirrorBack(): void {
  rmSync(lab.project, { recursive: true, force: true });
  renameSync(join(lab.root, 'aside'), lab.project);
}

describe.each(shells)('todo lists and what else belongs to conversations, under $name', (shell) => {
  test('lie in the mirror, with what the volume had', () => {
    reviewed(shell);
    lab.write(inVolume('tasks/s/1.json'), 'volume 1');
    lab.write(inVolume('tasks/s/2.json'), 'volume 2');
    lab.write(inVolume('tasks/s/.highwatermark'), '2');
    lab.write(inMirror('.tasks/s/2.json'), 'mirror 2');
    symlinkSync('/etc/passwd', inVolume('tasks/s/link'));
    lab.own();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readlinkSync(inVolume('tasks'))).toBe(inMirror('.tasks'));
    expect(readlinkSync(inVolume('file-history'))).toBe(inMirror('.file-history'));
    expect(filesBelow(inMirror('.tasks'))).toEqual({
      's/.highwatermark': '2',
      's/1.json': 'volume 1',
      's/2.json': 'mirror 2',
    });
    // What was deleted in the mirror does not come back.
    rmSync(inMirror('.tasks/s/1.json'));
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(inMirror('.tasks/s/1.json'))).toBe(false);
    expect(lab.trouble()).toBe('');
  });

  test('are the volume’s again without the mirror, and nothing is lost in any order', () => {
    reviewed(shell);
    lab.write(inVolume('tasks/s/1.json'), 'before');
    lab.own().bridge(lab.workspace);
    lab.write(inMirror('.tasks/t/1.json'), 'for review');
    for (const turn of [1, 2]) {
      setMirrorAside();
      // Live, and then without any mount.
      if (turn === 1) mkdirSync(lab.project);
      lab.own();
      expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(filesBelow(inVolume('tasks'))).toMatchObject({ 's/1.json': 'before' });
      expect(existsSync(lab.state('own'))).toBe(false);
      expect(existsSync(inVolume('file-history'))).toBe(false);
      lab.write(inVolume(`tasks/u/${turn}.json`), 'meanwhile');
      bringMirrorBack();
      expect(lab.own().bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(filesBelow(inMirror('.tasks'))).toMatchObject({
        's/1.json': 'before',
        't/1.json': 'for review',
        [`u/${turn}.json`]: 'meanwhile',
      });
    }
    // A client without the link, as after a kill between two steps.
    rmSync(inVolume('tasks'));
    lab.write(inVolume('tasks/s/1.json'), 'other');
    lab.write(inVolume('tasks/v/1.json'), 'late');
    lab.own().bridge();
    expect(filesBelow(inMirror('.tasks'))).toMatchObject({ 's/1.json': 'before', 'v/1.json': 'late' });
    expect(filesBelow(lab.state('own'))).toMatchObject({
      'tasks/s/1.json': 'before',
      'tasks/v/1.json': 'late',
    });
    expect(filesBelow(lab.state('kept'))).toEqual({ 'tasks/s/1.json': 'other' });
  });

  test('stay where a link or a folder is the user’s own', () => {
    reviewed(shell);
    mkdirSync(join(lab.root, 'mine'));
    symlinkSync(join(lab.root, 'mine'), inVolume('tasks'));
    // What takes the place of the mirror's leads nowhere.
    rmSync(inMirror('.file-history'), { recursive: true });
    symlinkSync(join(lab.root, 'mine'), inMirror('.file-history'));
    lab.own();
    expect(lab.bridge(lab.workspace).code).toBe(0);
    expect(readlinkSync(inVolume('tasks'))).toBe(join(lab.root, 'mine'));
    expect(existsSync(inVolume('file-history'))).toBe(false);
    if (isRoot) {
      rmSync(inVolume('tasks'));
      lab.write(inVolume('tasks/s/1.json'), 'mounted');
      lab.own().bind(inVolume('tasks'), inVolume('tasks'));
      expect(lab.bridge().code).toBe(0);
      expect(filesBelow(inVolume('tasks'))).toEqual({ 's/1.json': 'mounted' });
    }
  });
});

const kills = rounds({ short: 8, long: 60 });

test(`are whole after ${kills} kills on the way to the mirror and back`, async () => {
  const must = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`s${n % 5}/${n}.json`, `${n}`]));
  for (let turn = 0; turn < kills; turn++) {
    reviewed(sh);
    for (const [path, text] of Object.entries(must)) lab.write(inVolume(`tasks/${path}`), text);
    lab.own();
    for (const isLeaving of [false, true]) {
      if (isLeaving) setMirrorAside();
      const run = lab.start(['bridge', lab.workspace]);
      const timer = setTimeout(run.kill, Math.random() * 200);
      await run.ended;
      clearTimeout(timer);
      expect(lab.bridge(lab.workspace)).toMatchObject({ code: 0, stderr: '' });
      expect(filesBelow(isLeaving ? inVolume('tasks') : inMirror('.tasks'))).toEqual(must);
      expect(filesBelow(lab.state('kept'))).toEqual({});
    }
    if (turn < kills - 1) lab.remove();
  }
});
