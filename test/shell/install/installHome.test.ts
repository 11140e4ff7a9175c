import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRoot } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';
import { InstallLab } from './InstallLab.ts';

const NOBODY = 65534;

// It gives files to another user.
describe.skipIf(!isRoot).each(shells)('install.sh of claude-home under $name', (shell) => {
  let lab: InstallLab;
  beforeEach(() => {
    lab = new InstallLab(shell);
  });
  afterEach(() => lab.remove());

  const archive = () => join(lab.share, 'image-home');
  const installed = (options?: Parameters<InstallLab['install']>[0]) => {
    const run = lab.install({ part: 'home', ...options });
    expect(run, run.stderr).toMatchObject({ code: 0, stderr: '' });
    return run.stdout;
  };
  const own = (path: string) => chownSync(path, NOBODY, NOBODY);

  test('makes /claude-home a link to the home, and links to what is the container’s own, writable for whoever the user is', () => {
    installed();
    expect(readlinkSync(lab.homeMount)).toBe(lab.home);
    for (const name of ['.devcontainer', '.vscode-server', '.cache/JetBrains']) {
      expect(readlinkSync(join(lab.home, name))).toBe(join(lab.layer, name));
      expect(lab.owned(join(lab.layer, name))).toBe('0 1777');
      expect(lab.owned(join(lab.home, name))).toMatch(/^65534 /);
    }
    expect(lab.owned(join(lab.home, '.cache'))).toBe(`${NOBODY} 755`);
    expect(lab.read(join(lab.share, 'remote-user'))).toBe('nobody\n');
    expect(existsSync(archive())).toBe(false);
  });

  test('archives the home for all to read, with a list of what was closed', () => {
    own(lab.write('home/.bashrc', 'rc\n'));
    own(lab.write('home/.ssh/key', 'secret\n', 0o600));
    spawnSync('chmod', ['700', join(lab.home, '.ssh')]);
    lab.write('home/two\nlines/key', 'odd\n', 0o600);
    lab.write('home/.claude/settings.json', '{}\n', 0o600);
    for (const path of [
      '.cache/x',
      '.npm/_cacache/x',
      '.npm/kept',
      '.claude/sessions/1',
      '.vscode-server/bin/x',
      '.claude-state/id',
    ])
      lab.write(`home/${path}`);
    symlinkSync('/nowhere', join(lab.home, 'link'));
    installed();
    const found = spawnSync('find', ['.', '!', '-type', 'd'], { cwd: archive(), encoding: 'utf8' }).stdout;
    expect(found.split('\n').sort()).toEqual(
      [
        '',
        './.bashrc',
        './.claude/settings.json',
        './.npm/kept',
        './.ssh/key',
        './link',
        './two',
        'lines/key',
      ].sort(),
    );
    expect(lab.owned(join(archive(), '.ssh'))).toBe(`${NOBODY} 755`);
    expect(lab.owned(join(archive(), '.ssh/key'))).toBe(`${NOBODY} 644`);
    expect(lab.owned(join(archive(), 'two\nlines/key'))).toBe('0 600');
    expect(lab.read(`${archive()}.modes`).split('\n').sort()).toEqual(
      ['', '41c0 700 ./.ssh', '8180 600 ./.claude/settings.json', '8180 600 ./.ssh/key'].sort(),
    );
    expect(lab.owned(`${archive()}.modes`)).toBe('0 644');
    // In the home itself nothing is wider than before, and what root made there is the user's.
    expect(lab.owned(join(lab.home, '.ssh/key'))).toBe(`${NOBODY} 600`);
    expect(lab.owned(join(lab.home, '.ssh'))).toBe(`${NOBODY} 700`);
    // What an image has of an editor's server stays where the editor looks.
    expect(lab.read(join(lab.home, '.vscode-server/bin/x'))).toBe('x\n');
    expect(lab.read(join(lab.layer, '.vscode-server/bin/x'))).toBe('x\n');
    expect(lab.owned(join(lab.layer, '.vscode-server/bin'))).toBe(`${NOBODY} 777`);
    expect(lab.owned(join(lab.layer, '.vscode-server/bin/x'))).toBe(`${NOBODY} 666`);
    expect(lab.owned(join(lab.layer, '.vscode-server'))).toBe('0 1777');
  });

  test('changes nothing the second time, with the other Feature between, and a new file gives another stamp', () => {
    own(lab.write('home/.ssh/key', 'secret\n', 0o600));
    installed();
    const stamp = lab.read(`${archive()}.stamp`);
    const before = lab.tree();
    installed();
    expect(lab.tree()).toBe(before);
    lab.install();
    lab.write('home/.claude/agents/a.md');
    own(join(lab.home, '.claude/agents/a.md'));
    installed();
    expect(lab.read(`${archive()}.stamp`)).not.toBe(stamp);
    lab.install();
    const whole = lab.tree();
    installed();
    lab.install();
    expect(lab.tree()).toBe(whole);
    expect(readlinkSync(lab.config)).toBe(lab.dir);
  });

  test('what a link in the home leads to is neither archived nor cleaned', () => {
    const trash = lab.write('data/share/Trash/file');
    symlinkSync(join(lab.root, 'data'), join(lab.home, '.local'));
    installed();
    expect(lab.read(trash)).toBe('x\n');
    expect(readlinkSync(join(archive(), '.local'))).toBe(join(lab.root, 'data'));
  });

  test('a file in the way is kept beside', () => {
    lab.write('home/.vscode-server', 'mine\n');
    mkdirSync(join(lab.home, '.devcontainer'));
    expect(installed()).toContain('was in the way');
    expect(lab.read(join(lab.home, '.vscode-server.image'))).toBe('mine\n');
    expect(readdirSync(lab.home)).not.toContain('.devcontainer.image');
    expect(lstatSync(join(lab.home, '.devcontainer')).isSymbolicLink()).toBe(true);
  });

  test('for a user that a later Feature makes: the link, and links for new homes', () => {
    expect(installed({ user: 'claude-nobody-yet', home: '' })).toContain(
      'there is no user claude-nobody-yet',
    );
    expect(readlinkSync(lab.homeMount)).toBe('/home/claude-nobody-yet');
    expect(readlinkSync(join(lab.skeleton, '.devcontainer'))).toBe(join(lab.layer, '.devcontainer'));
    expect(existsSync(archive())).toBe(false);
  });

  test('a home that is a link is taken where it leads', () => {
    mkdirSync(join(lab.root, 'real'));
    symlinkSync(join(lab.root, 'real'), join(lab.root, 'linked'));
    installed({ home: join(lab.root, 'linked') });
    expect(readlinkSync(lab.homeMount)).toBe(join(lab.root, 'real'));
  });

  test('refuses where there is no home of the user’s own, or something in the place of the volume', () => {
    const refused = (options: Parameters<InstallLab['install']>[0]) => {
      const { code, stderr } = lab.install({ part: 'home', ...options });
      expect(code).toBe(1);
      return stderr;
    };
    expect(refused({ home: '/' })).toMatch(/^claude-sessions: nobody has no home folder of its own[^\n]*\n$/);
    lab.write('claude-home/x');
    expect(refused({})).toMatch(/^claude-sessions: .* is there already[^\n]*\n$/);
  });
});
