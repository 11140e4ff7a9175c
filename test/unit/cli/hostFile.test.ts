import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { judgeRead } from '@claude-sessions/core/verify/judgeRead.ts';
import { beforeEach, expect, it } from 'vitest';
import { isHostText } from '../../../cli/src/verify/hostFile.ts';
import { textHash } from '../../../cli/src/verify/textHash.ts';
import { verifyHost } from '../../../cli/src/verify/verifyHost.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let root: string;
let app: string;
let judge: (path: string) => string;

/** A file, and the folders above it, that anybody may read. */
function put(path: string, mode = 0o644): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, 'x');
  chmodSync(file, mode);
  return file;
}

beforeEach(() => {
  root = realpathSync(newFolder());
  chmodSync(root, 0o755);
  app = join(root, 'home/app');
  mkdirSync(app, { recursive: true });
  const configDir = join(root, 'home/.claude');
  const host = verifyHost({
    defaultMode: undefined,
    folder: app,
    named: app,
    home: join(root, 'home'),
    configDir,
    knownPaths: new Set(),
    stateFolders: [join(configDir, 'projects', projectSlug(app))],
    mounted: undefined,
  });
  judge = (path) => judgeRead(path, host);
});

it('a file is what its real path says, however it is named', () => {
  const secret = put('home/.ssh/id');
  symlinkSync(secret, join(app, 'link'));
  symlinkSync(join(root, 'home'), join(app, 'up'));
  const names = [
    secret,
    '~/.ssh/id',
    '../.ssh/id',
    'link',
    'up/.ssh/id',
    join(app, 'link'),
    `${app}/up/.ssh/id`,
  ];
  expect(names.map(judge)).toEqual(names.map(() => 'private'));
});

it('white space around a path is no part of it, as it is none to Claude Code', () => {
  const secret = put('home/.ssh/id');
  const around = [
    ` ${secret}`,
    `${secret}\n`,
    `\t${secret}`,
    `\u00a0${secret}`,
    `\ufeff${secret}`,
    ' ~/.ssh/id',
  ];
  expect(around.map(judge)).toEqual(around.map(() => 'private'));
});

it('what lies outside of the home is judged by who may read it, above it too', () => {
  expect(judge(put('system/hosts'))).toBe('anyone');
  expect(judge(put('system/shadow', 0o640))).toBe('private');
  const inner = put('closed/file');
  chmodSync(join(root, 'closed'), 0o700);
  expect(judge(inner)).toBe('private');
});

it('what the container reads itself, folders, pipes and what is not there are nothing', () => {
  put('home/app/src/a.ts');
  put(`home/.claude/projects/${projectSlug(app)}/memory/MEMORY.md`);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  symlinkSync(join(root, 'nowhere'), join(app, 'dangling'));
  symlinkSync('circle', join(app, 'circle'));
  const names = [
    'src/a.ts',
    `~/.claude/projects/${projectSlug(app)}/memory/MEMORY.md`,
    root,
    join(root, 'pipe'),
    '/workspaces/app/a.ts',
    'dangling',
    'circle',
    'a\0b',
    '',
  ];
  expect(names.map(judge)).toEqual(names.map(() => 'nothing'));
});

it('a text is compared only where no link leads to it', () => {
  const file = put('home/text');
  symlinkSync(file, join(app, 'link'));
  symlinkSync(join(root, 'home'), join(app, 'up'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const texts = new Set([`1 ${textHash('x')}`, `0 ${textHash('')}`]);
  expect(isHostText(file, texts)).toBe(true);
  expect(isHostText(file, new Set([`2 ${textHash('x')}`, `1 ${textHash('y')}`]))).toBe(false);
  const others = ['link', 'up/text', '../app/../text'].map((path) => `${app}/${path}`);
  for (const path of [...others, join(root, 'pipe'), root, '/proc/self/environ', ''])
    expect(isHostText(path, texts), path).toBe(false);
});

it('a plan is its own, and one that is a link is what it leads to', () => {
  put('home/.claude/plans/a.md', 0o600);
  symlinkSync(put('home/.netrc'), join(root, 'home/.claude/plans/b.md'));
  expect(['~/.claude/plans/a.md', '~/.claude/plans/b.md'].map(judge)).toEqual(['own', 'private']);
});

it('what the kernel or another machine answers for is not looked up', () => {
  symlinkSync('/proc/self/environ', join(app, 'environ'));
  expect(
    ['/proc/cpuinfo', '/tmp/../proc/self/environ', 'environ', '/net/host/file', '/dev/null'].map(judge),
  ).toEqual(['anyone', 'private', 'private', 'private', 'nothing']);
});
