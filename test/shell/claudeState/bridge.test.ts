import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { busyboxWithoutFlock, sh, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

describe.each([...shells, ...busyboxWithoutFlock])('bridge under $name', (shell) => {
  test('links the project under the slug of the real folder, as the remote user', () => {
    lab = new StateLab(shell).mountProject();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    expect(readFileSync(lab.state('folder'), 'utf8')).toBe(`${lab.workspace}\n`);
    expect(lstatSync(join(lab.config, '.claude-state')).mode & 0o777).toBe(0o700);
    if (isRoot) {
      expect(owner(lab.inVolume)).toBe(`${USER}:${USER}`);
      expect(owner(lab.state('folder'))).toBe(`${USER}:${USER}`);
    }
    expect(existsSync(lab.state('trouble'))).toBe(false);
  });

  test('tells at each run that the project folder cannot be written, and by whom', () => {
    lab = new StateLab(shell).mountProject();
    if (isRoot) spawnSync('chown', ['4321:4321', lab.project]);
    chmodSync(lab.project, 0o555);
    const told = isRoot ? `uid ${USER} (it belongs to uid 4321)` : `uid ${USER} (it belongs to uid ${USER})`;
    for (const args of [[lab.workspace], [], []]) {
      const { code, stderr } = lab.bridge(...args);
      expect([code, stderr.split('\n').length]).toEqual([0, 2]);
      expect(stderr).toContain(`claude-state: ${lab.project} cannot be written by ${told}: `);
      expect(stderr).toContain(isRoot ? '"updateRemoteUserUID": false' : 'read-only');
    }
    expect(lab.trouble()).toMatch(/^bridge-project-not-writable\t.*\n$/);
    expect(lab.codes()).toEqual(
      expect.arrayContaining(['project-not-writable', 'bridge-project-not-writable']),
    );
    chmodSync(lab.project, 0o755);
    lab.own();
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lab.trouble()).toBe('');
    expect(filesBelow(lab.project)).toEqual({ '.keep': '' });
  });

  test('repeats from the record, without an argument', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    rmSync(lab.inVolume);
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
  });

  test('without a record there is nothing to link but the name that is always the same', () => {
    lab = new StateLab(shell).mountProject();
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({ shared: `-> ${lab.project}` });
    expect(lab.codes()).toContain('no-folder-recorded');
  });

  test('goes through links of the folder, and takes a folder that is not there as given', () => {
    lab = new StateLab(shell).mountProject();
    symlinkSync(lab.workspace, join(lab.root, 'link'));
    lab.bridge(join(lab.root, 'link'));
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    lab.bridge('/not/there');
    expect(readlinkSync(join(lab.config, 'projects/-not-there'))).toBe(lab.project);
  });

  test('hostile folder names are only names', () => {
    lab = new StateLab(shell).mountProject();
    for (const name of [
      'a "b" \'c\'',
      '$(touch pwned)',
      ';touch pwned',
      'two\nlines\n',
      '-n',
      '😀',
      'cafe\u0301',
      '`id`*?[a]\\',
    ]) {
      const folder = join(lab.root, name);
      mkdirSync(folder);
      expect(lab.bridge(folder)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
      const slug = folder.replace(/[^A-Za-z0-9]/g, '-');
      expect(readlinkSync(join(lab.config, 'projects', slug))).toBe(lab.project);
      expect(lab.doctor().folder).toBe(folder);
      expect(lab.doctor().slug).toBe(slug);
    }
    expect(existsSync(join(lab.root, 'pwned'))).toBe(false);
  });

  test('a relative folder with a leading dash is taken from where it was called', () => {
    lab = new StateLab(shell).mountProject();
    mkdirSync(join(lab.workspace, '-'));
    lab.run(['bridge', '-'], { cwd: lab.workspace });
    expect(readlinkSync(join(lab.config, 'projects', `${lab.slug}--`))).toBe(lab.project);
  });

  test('our own link elsewhere is replaced, a foreign one is left and told', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    rmSync(lab.inVolume);
    symlinkSync(join(lab.host, 'projects/old'), lab.inVolume);
    lab.bridge();
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    rmSync(lab.inVolume);
    symlinkSync('/etc', lab.inVolume);
    const run = lab.bridge();
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('link that someone else made, to /etc');
    expect(readlinkSync(lab.inVolume)).toBe('/etc');
    expect(lab.trouble()).toMatch(/^bridge-foreign-link\t/);
    expect(lab.codes()).toEqual(expect.arrayContaining(['bridge-elsewhere', 'bridge-foreign-link']));
    rmSync(lab.inVolume);
    lab.bridge();
    expect(lab.trouble()).toBe('');
  });

  test('a file in the place of the folder is left and told', () => {
    lab = new StateLab(shell).mountProject();
    lab.write(lab.inVolume, 'x');
    lab.own();
    expect(lab.bridge(lab.workspace).stderr).toContain('neither a directory nor a link');
    expect(readFileSync(lab.inVolume, 'utf8')).toBe('x');
  });

  test('an empty folder makes way', () => {
    lab = new StateLab(shell).mountProject();
    mkdirSync(lab.inVolume, { recursive: true });
    lab.own();
    lab.bridge(lab.workspace);
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    expect(existsSync(lab.state('adopt'))).toBe(false);
  });

  test('a config directory that is missing or closed stops nothing', () => {
    lab = new StateLab(shell).mountProject();
    const { config } = lab;
    lab.config = join(lab.root, 'nowhere');
    expect(lab.bridge(lab.workspace)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('does not exist'),
    });
    lab.config = config;
    if (!isRoot) return;
    lab.config = '/etc';
    expect(lab.bridge(lab.workspace)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('not writable'),
    });
    expect(existsSync('/etc/.claude-state')).toBe(false);
    lab.config = config;
  });

  test('someone who holds the lock delays it only so long', () => {
    lab = new StateLab(shell).mountProject();
    if (busyboxWithoutFlock.includes(shell)) return;
    lab.bridge(lab.workspace);
    rmSync(lab.inVolume);
    lab.environment = { CLAUDE_STATE_LOCK_SECONDS: '1' };
    const script = 'exec 9>>"$1"; flock 9; "$2" bridge 9>&-';
    const run = spawnSync('/bin/sh', ['-c', script, 'sh', lab.state('lock'), shell.program], {
      env: lab.env(),
      encoding: 'utf8',
    });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('has held');
    expect(existsSync(lab.inVolume)).toBe(false);
    expect(lab.trouble()).toContain('bridge-lock\t');
    lab.bridge();
    expect(lab.trouble()).toBe('');
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
  });
});

test.runIf(isRoot)('with a remote user who is root it works as root', () => {
  lab = new StateLab(sh, 'root').mountProject();
  lab.bridge(lab.workspace);
  expect(owner(lab.inVolume)).toBe('0:0');
});

test.runIf(isRoot).each(shells)('the remote user alone gets the same, under $name', (shell) => {
  lab = new StateLab(shell).mountProject();
  expect(lab.run(['bridge', lab.workspace], { uid: USER })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readlinkSync(lab.inVolume)).toBe(lab.project);
});
