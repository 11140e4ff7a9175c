import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { broken, type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const user = `${USER}:${USER}`;
const quiet = { code: 0, stdout: '', stderr: '' };

/** A volume at the config directory, in which things belong to root. */
function volume(shell: StateShell): StateLab {
  lab = new StateLab(shell);
  lab.bind(lab.config, lab.config);
  return lab;
}

/** Two user-made names in one: every character that mountinfo escapes or find takes for a pattern. */
const NAMES = [
  'plain',
  'a b',
  'tab\there',
  'new\nline',
  'back\\slash',
  'star*',
  'what?',
  '[ab]',
  '-n',
  "'q'",
];

describe.runIf(isRoot).each(shells)('heal as root under $name', (shell) => {
  test('gives what is wrong to the user, makes projects/, closes the directory', () => {
    volume(shell);
    chmodSync(lab.config, 0o755);
    for (const name of NAMES) lab.write(join(lab.config, 'skills', name, name), 'x');
    lab.write(join(lab.config, 'settings.json'), '');
    mkdirSync(join(lab.config, 'agents'));
    give(lab.config, 0);
    expect(lab.run(['heal'])).toEqual(quiet);
    expect(lstatSync(lab.config).mode & 0o7777).toBe(0o700);
    for (const name of NAMES) {
      expect([name, owner(join(lab.config, 'skills', name, name))]).toEqual([name, user]);
      expect([name, owner(join(lab.config, 'skills', name))]).toEqual([name, user]);
    }
    for (const name of ['', 'projects', 'settings.json', 'agents', 'skills']) {
      expect([name, owner(join(lab.config, name))]).toEqual([name, user]);
    }
    expect(lab.run(['heal'])).toEqual(quiet);
  });

  test('root without capabilities is quiet where all is well, and does not advise itself where it is not', () => {
    volume(shell);
    chmodSync(lab.config, 0o700);
    give(lab.config, USER);
    expect(lab.run(['heal'], { bound: true })).toEqual(quiet);
    give(lab.config, 0);
    const { stderr } = lab.run(['heal'], { bound: true });
    expect(stderr).toContain('add CHOWN, DAC_OVERRIDE and FOWNER to "capAdd"');
    expect(stderr).not.toContain('as root');
  });

  test('a wrong group is wrong too', () => {
    volume(shell);
    const file = lab.write(join(lab.config, 'x'), 'x');
    spawnSync('chown', [`${USER}:0`, file]);
    lab.run(['heal']);
    expect(owner(file)).toBe(user);
  });

  test('touches nothing that is right', () => {
    volume(shell);
    const file = lab.write(join(lab.config, 'x'), 'x');
    give(file, USER);
    lab.run(['heal']);
    const before = lstatSync(file).ctimeMs;
    lab.run(['heal']);
    expect(lstatSync(file).ctimeMs).toBe(before);
  });

  test.each(NAMES)('does not cross a mount on the same device: %j', (name) => {
    volume(shell);
    const outside = lab.write('outside/deep/file', 'x');
    const at = join(lab.config, 'plugins', name);
    mkdirSync(at, { recursive: true });
    const beside = lab.write(join(lab.config, 'plugins', `${name}.beside`), 'x');
    lab.bind(join(lab.root, 'outside'), at);
    expect(lab.run(['heal'])).toEqual(quiet);
    expect(owner(outside)).toBe('0:0');
    expect(owner(join(lab.root, 'outside'))).toBe('0:0');
    expect(owner(join(lab.config, 'plugins'))).toBe(user);
    expect(owner(beside)).toBe(user);
  });

  test('does not cross the mount of a file, and gives it back when it is gone', () => {
    volume(shell);
    const outside = lab.write('outside', 'x');
    const at = lab.write(join(lab.config, 'settings.json'), '');
    lab.mount('--bind', outside, at);
    lab.run(['heal']);
    expect(owner(outside)).toBe('0:0');
    spawnSync('umount', [at]);
    lab.run(['heal']);
    expect(owner(at)).toBe(user);
  });

  test('never follows a link', () => {
    volume(shell);
    const file = lab.write('outside/file', 'x');
    mkdirSync(join(lab.config, 'd'));
    symlinkSync(join(lab.root, 'outside'), join(lab.config, 'd/folder'));
    symlinkSync(file, join(lab.config, 'd/file'));
    symlinkSync(join(lab.root, 'outside'), join(lab.config, 'projects'));
    expect(lab.run(['heal'])).toEqual(quiet);
    expect([owner(file), owner(join(lab.root, 'outside'))]).toEqual(['0:0', '0:0']);
    expect(owner(join(lab.config, 'd/folder'))).toBe(user);
  });

  test('a directory that is swapped for a link between looking and giving is not gone through', () => {
    const swapped = broken(`swap-${shell.name.split(' ')[0]}`, (text) =>
      text.replace(
        '\nbase=$1 owner=$2 here=\n',
        () => '\nmv "$1/d" "$1/away"; ln -s "$SWAP" "$1/d"\nbase=$1 owner=$2 here=\n',
      ),
    );
    lab = new StateLab(swapped);
    lab.bind(lab.config, lab.config);
    lab.write(join(lab.config, 'd/file'), 'x');
    const outside = lab.write('outside/file', 'x');
    lab.environment = { SWAP: join(lab.root, 'outside') };
    lab.run(['heal']);
    expect(lstatSync(join(lab.config, 'd')).isSymbolicLink()).toBe(true);
    expect(owner(outside)).toBe('0:0');
  });
});
