import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { shells } from './shells.ts';

const file = join(import.meta.dirname, '../../../core/assets/copyState.sh');
const homeFile = join(import.meta.dirname, '../../../core/assets/copyHome.sh');
const script = readFileSync(file, 'utf8');
const session = '0ee0d460-c98b-4821-9cec-8127077b0b2b.jsonl';

it.skipIf(!findOnPath('shellcheck') && process.env.CI !== 'true')('shellcheck has nothing to say', () => {
  const { stdout } = spawnSync('shellcheck', ['-s', 'sh', file, homeFile], { encoding: 'utf8' });
  expect(stdout).toBe('');
});

describe.each(shells)('taking over, under %s', (...shell) => {
  let root: string;
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const run = (...args: string[]) => {
    const [program = 'sh', ...before] = shell;
    const { stdout, status } = spawnSync(program, [...before, '-c', script, 'sh', ...args], {
      encoding: 'utf8',
    });
    return `${stdout.trim().replaceAll('\n', ', ')} ${status}`;
  };
  const look = (inside = '', part = '') => run('look', join(root, 'from'), inside, part, 'cache');
  const copy = (inside = '', part = '', limit = '100000') =>
    run('copy', join(root, 'from'), inside, part, join(root, 'to'), '', limit, '', '', 'cache');

  beforeEach(() => {
    root = newFolder();
    for (const folder of ['from', 'to']) mkdirSync(join(root, folder));
    put('from/.credentials.json', 'login');
    put(`from/projects/-app/${session}`, 'one\ntwo\n');
    put(`from/projects/-app/${session.replace('.jsonl', '')}/subagents/agent-1.jsonl`, 'x');
    put('from/cache/large', 'x');
    put('from/.claude-state/folder', '/elsewhere');
  });

  it('says what is there', () => {
    expect(look()).toMatch(/^login 1, conversations 1, kilobytes \d+ 0$/);
    expect(look('projects', 'projects')).toMatch(/^login 0, conversations 1, /);
    expect(look('no/such')).toBe('failed missing 1');
  });

  it('never enters a folder by a link, and copies links as they are', () => {
    symlinkSync('/etc', join(root, 'from/away'));
    expect(look('away')).toBe('failed missing 1');
    expect(copy('away/ssl')).toBe('failed missing 1');
    expect(copy()).toBe('copied 3, kept 0 0');
    expect(readlinkSync(join(root, 'to/away'))).toBe('/etc');
  });

  it('copies what there is, without what is left out, with its mode', () => {
    chmodSync(join(root, 'from/.credentials.json'), 0o600);
    chmodSync(join(root, 'from'), 0o700);
    expect(copy()).toBe('copied 2, kept 0 0');
    expect(readdirSync(join(root, 'to')).sort()).toEqual(['.credentials.json', 'projects']);
    expect(lstatSync(join(root, 'to/.credentials.json')).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(root, 'to')).mode & 0o777).toBe(0o700);
  });

  it('a part comes to its place', () => {
    expect(copy('projects/-app', 'projects/-app')).toBe('copied 1, kept 0 0');
    expect(read(`to/projects/-app/${session}`)).toBe('one\ntwo\n');
    expect(existsSync(join(root, 'to/.credentials.json'))).toBe(false);
  });

  it('replaces nothing but the beginning of a transcript', () => {
    put('to/.credentials.json', 'another');
    put(`to/projects/-app/${session}`, 'one\n');
    put('to/projects/-app/b.jsonl', 'one\nthree\n');
    put('from/projects/-app/b.jsonl', 'one\ntwo\nfour\n');
    expect(copy()).toBe('copied 2, kept 2 0');
    expect(read('to/.credentials.json')).toBe('another');
    expect(read(`to/projects/-app/${session}`)).toBe('one\ntwo\n');
    expect(read('to/projects/-app/b.jsonl')).toBe('one\nthree\n');
    // What is the same is not counted.
    expect(copy()).toBe('copied 0, kept 2 0');
  });

  it('a link in the place of a file or a folder stays, and is not followed', () => {
    put('outside/projects/keep', 'x');
    symlinkSync(join(root, 'outside/projects'), join(root, 'to/projects'));
    symlinkSync(join(root, 'outside/login'), join(root, 'to/.credentials.json'));
    expect(copy()).toBe('copied 0, kept 2 0');
    expect(readdirSync(join(root, 'outside/projects'))).toEqual(['keep']);
    expect(existsSync(join(root, 'outside/login'))).toBe(false);
  });

  it('where the bridge has put its link, conversations are left for it to adopt', () => {
    put('to/.claude-state/folder', '/app');
    put('to/.claude-state/adopt/-app.1/x', 'x');
    mkdirSync(join(root, 'to/projects'));
    symlinkSync('/mnt/claude-host/project', join(root, 'to/projects/-app'));
    expect(copy()).toBe('copied 2, kept 0 0');
    expect(read(`to/.claude-state/adopt/-app.2/${session}`)).toBe('one\ntwo\n');
    expect(read('to/.claude-state/adopt/-app.1/x')).toBe('x');
    expect(read('to/.claude-state/folder')).toBe('/app');
    // A second run hands over nothing twice.
    expect(copy()).toBe('copied 0, kept 0 0');
    expect(readdirSync(join(root, 'to/.claude-state/adopt')).sort()).toEqual(['-app.1', '-app.2']);
  });

  it('what a killed run left is copied anew', () => {
    put('to/.claude-sessions-copy/all/.credentials.json', 'lo');
    expect(copy()).toBe('copied 2, kept 0 0');
    expect(read('to/.credentials.json')).toBe('login');
    expect(existsSync(join(root, 'to/.claude-sessions-copy'))).toBe(false);
  });

  it('what is too large is not copied', () => {
    put('from/projects/big', 'x'.repeat(300_000));
    expect(copy('', '', '100')).toBe('failed size 1');
    expect(readdirSync(join(root, 'to'))).toEqual(['.claude-sessions-copy']);
    rmSync(join(root, 'from/projects/big'));
    put('from/.claude-state/adopt/-app.1/big', 'x'.repeat(300_000));
    expect(copy('', '', '100')).toBe('failed size 1');
  });
});
