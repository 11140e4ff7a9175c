import {
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
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** A conversation as Claude Code begins it in a folder: not every line says where. */
const begunIn = (cwd: string, more = '') =>
  `{"type":"queue-operation","content":"\\"cwd\\":\\"/nowhere\\""}\n${JSON.stringify({ type: 'user', cwd })}\n${more}`;
const filed = (folder: string) => join(lab.config, 'projects', projectSlug(folder));
/** In the volume, as a client of before the name was known filed it. */
const record = (folder: string, name: string) =>
  lab.write(join(filed(folder), `${name}.jsonl`), begunIn(folder));
const byName = () => join(lab.config, 'projects/shared');
/** What doctor finds, but for what every container of these tests has. */
const codes = () =>
  lab
    .codes()
    .filter((code) => !['config-dir-not-mounted', 'memory-writable', 'claude-not-found'].includes(code));
const aliases = () => readFileSync(join(lab.project, '.session-aliases'), 'utf8');

describe.each(shells)('every folder of the project, under $name', (shell) => {
  test('is linked under one name, which the list of other folders has too, and that once', () => {
    lab = new StateLab(shell).mountProject();
    for (const args of [[], [lab.workspace], []]) {
      expect(lab.bridge(...args)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readlinkSync(byName())).toBe(lab.project);
      expect(aliases()).toBe(`${lab.project}\n`);
      expect(lstatSync(join(lab.project, '.session-aliases')).uid).toBe(lstatSync(lab.project).uid);
    }
    lab.environment.CLAUDE_CODE_PROJECT_DIR_NAME = 'shared';
    expect(codes()).toEqual([]);
    lab.unmountProject().bridge();
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({});
  });

  test('a start at which nothing has changed writes no file in the volume', () => {
    lab = new StateLab(shell).mountProject();
    const files = () =>
      readdirSync(lab.state('.'))
        .map((name) => `${name} ${lstatSync(lab.state(name)).ino} ${lstatSync(lab.state(name)).mtimeMs}`)
        .sort();
    lab.bridge(lab.workspace);
    const before = files();
    expect(before.join()).toContain('elsewhere');
    lab.bridge();
    expect(files()).toEqual(before);
  });

  test('keeps what the list says already, and follows no link in its place', () => {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.project, '.session-aliases'), '/of/the/host\n');
    lab.own().bridge(lab.workspace);
    expect(aliases()).toBe(`/of/the/host\n${lab.project}\n`);
    // Somebody's editor may have left out the line end.
    lab.write(join(lab.project, '.session-aliases'), '/of/the/host');
    lab.own().bridge();
    expect(aliases()).toBe(`/of/the/host\n${lab.project}\n`);
    const elsewhere = lab.write('elsewhere', 'x\n');
    rmSync(join(lab.project, '.session-aliases'));
    symlinkSync(elsewhere, join(lab.project, '.session-aliases'));
    expect(lab.bridge().code).toBe(0);
    expect(readFileSync(elsewhere, 'utf8')).toBe('x\n');
  });

  test('doctor misses the link, and says when the name is another', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    lab.environment.CLAUDE_CODE_PROJECT_DIR_NAME = 'mine';
    expect(codes()).toEqual(['project-name-differs']);
    rmSync(byName());
    expect(codes()).toEqual(['bridge-missing']);
    lab.bridge();
    delete lab.environment.CLAUDE_CODE_PROJECT_DIR_NAME;
    expect(codes()).toEqual([]);
  });

  test('what was recorded below moves to the host, and its folder is linked like the project’s', () => {
    lab = new StateLab(shell);
    const sub = join(lab.workspace, 'packages/web');
    const sibling = `${lab.workspace} two`;
    for (const folder of [lab.workspace, sub, sibling, '/tmp']) record(folder, projectSlug(folder).slice(-6));
    lab.write(join(filed(sub), 'deep/subagents/a.jsonl'), 'a\n');
    lab.write(join(lab.config, 'projects/-empty/none.jsonl'), '');
    lab.own().bridge(lab.workspace);
    const own = filesBelow(lab.inVolume);
    const below = filesBelow(filed(sub));
    const apart = [filesBelow(filed(sibling)), filesBelow(filed('/tmp'))];
    lab.mountProject();
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(filesBelow(lab.project)).toEqual({ '.keep': '', ...own, ...below });
    expect(readlinkSync(filed(sub))).toBe(lab.project);
    expect([filesBelow(filed(sibling)), filesBelow(filed('/tmp'))]).toEqual(apart);
    expect(codes()).toEqual([]);
    expect(filesBelow(lab.state('kept'))).toEqual({});
    // Isolated again, nobody is led to where nothing is.
    lab.unmountProject();
    expect(lab.bridge().stderr).toBe('');
    expect(Object.keys(filesBelow(join(lab.config, 'projects'))).sort()).toEqual(
      [sibling, '/tmp', '/empty']
        .flatMap((folder) =>
          Object.keys(filesBelow(filed(folder))).map((name) => `${projectSlug(folder)}/${name}`),
        )
        .sort(),
    );
  });

  test('so does what was recorded in a worktree of the repository whose top the project is', () => {
    lab = new StateLab(shell).mountProject();
    const worktree = join(lab.root, 'worktree');
    const git = join(lab.workspace, '.git/worktrees/worktree');
    mkdirSync(git, { recursive: true });
    mkdirSync(worktree);
    writeFileSync(join(worktree, '.git'), `gitdir: ${git}\n`);
    writeFileSync(join(git, 'gitdir'), `${worktree}/.git\n`);
    writeFileSync(join(git, 'commondir'), '../..\n');
    record(worktree, 'in-it');
    lab.own().bridge(lab.workspace);
    expect(Object.keys(filesBelow(lab.project))).toEqual(['.keep', 'in-it.jsonl']);
    expect(readlinkSync(filed(worktree))).toBe(lab.project);
  });

  test('but not what is filed under the same name from elsewhere, nor what was copied there', () => {
    lab = new StateLab(shell).mountProject();
    const sub = join(lab.workspace, 'api');
    const neighbour = `${lab.workspace}-api`;
    expect(filed(neighbour)).toBe(filed(sub));
    record(sub, 'a');
    record(neighbour, 'b');
    lab.write(join(filed('/srv/other'), 'a.jsonl'), begunIn(sub));
    lab.write(join(filed('/srv/other'), 'b.jsonl'), begunIn('/srv/other'));
    lab.own().bridge(lab.workspace);
    expect(filesBelow(lab.project)).toEqual({ '.keep': '' });
    expect(Object.keys(filesBelow(filed(sub)))).toEqual(['a.jsonl', 'b.jsonl']);
    expect(Object.keys(filesBelow(filed('/srv/other')))).toEqual(['a.jsonl', 'b.jsonl']);
  });

  test('nor what belongs to another repository in the project, with its memory', () => {
    lab = new StateLab(shell).mountProject();
    const sub = join(lab.workspace, 'src');
    const clone = join(lab.workspace, 'vendor/clone');
    for (const folder of [lab.workspace, clone]) mkdirSync(join(folder, '.git'), { recursive: true });
    const submodule = join(lab.workspace, 'submodule');
    // The repository of the worktree is named by its path on the host.
    const worktree = join(lab.workspace, '.claude/worktrees/on-host');
    for (const folder of [submodule, worktree]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(submodule, '.git'), 'gitdir: ../.git/modules/submodule\n');
    writeFileSync(join(worktree, '.git'), 'gitdir: /home/me/app/.git/worktrees/on-host\n');
    record(sub, 'sub');
    record(submodule, 'submodule');
    record(worktree, 'worktree');
    for (const folder of [clone, join(clone, 'src')]) record(folder, 'clone');
    lab.write(join(filed(clone), 'memory/MEMORY.md'), 'of the clone\n');
    lab.own().bridge(lab.workspace);
    expect(Object.keys(filesBelow(lab.project)).sort()).toEqual(['.keep', 'sub.jsonl', 'worktree.jsonl']);
    expect(existsSync(join(lab.project, 'memory/MEMORY.md'))).toBe(false);
    expect(Object.keys(filesBelow(filed(submodule)))).toEqual(['submodule.jsonl']);
    expect(Object.keys(filesBelow(filed(clone)))).toEqual(['clone.jsonl', 'memory/MEMORY.md']);
    expect(Object.keys(filesBelow(filed(join(clone, 'src'))))).toEqual(['clone.jsonl']);
  });

  test('looks again into a folder that has changed since it was none of the project’s', () => {
    lab = new StateLab(shell).mountProject();
    const sub = join(lab.workspace, 'src');
    mkdirSync(sub, { recursive: true });
    lab.write(join(filed(sub), 'says-nothing.jsonl'), '{}\n');
    lab.own().bridge(lab.workspace);
    expect(readFileSync(lab.state('elsewhere'), 'utf8')).toContain(`projects/${projectSlug(sub)} `);
    expect(Object.keys(filesBelow(lab.project))).not.toContain('says-nothing.jsonl');
    record(sub, 'sub');
    expect(lab.own().bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(Object.keys(filesBelow(lab.project))).toEqual(
      expect.arrayContaining(['says-nothing.jsonl', 'sub.jsonl']),
    );
    expect(readFileSync(lab.state('elsewhere'), 'utf8')).toBe(`${lab.slug}\n`);
  });

  test('lists of other folders are joined', () => {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.inVolume, '.session-aliases'), '/a\n/b');
    lab.write(join(lab.project, '.session-aliases'), '/c\n/d');
    lab.own();
    expect(lab.bridge(lab.workspace).stderr).toBe('');
    expect(aliases()).toBe(`/c\n/d\n/a\n/b\n${lab.project}\n`);
    expect(filesBelow(lab.state('kept'))).toEqual({});
    // What is no list of Claude Code's, since it is far longer, is not gone through line by line.
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.inVolume, '.session-aliases'), '/a\n'.repeat(30_000));
    lab.write(join(lab.project, '.session-aliases'), '/c\n');
    lab.own().bridge(lab.workspace);
    expect(aliases()).toBe(`/c\n${lab.project}\n`);
    expect(Object.keys(filesBelow(lab.state('kept')))).toEqual([`${lab.slug}/.session-aliases`]);
  });

  test('what went to a folder of that name in the volume is the project’s, shared or isolated', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    rmSync(byName());
    lab.write(join(byName(), 'one.jsonl'), '1\n');
    lab.own().bridge();
    expect(readFileSync(join(lab.project, 'one.jsonl'), 'utf8')).toBe('1\n');
    rmSync(byName());
    lab.write(join(byName(), 'two.jsonl'), '2\n');
    lab.unmountProject().bridge();
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({ [`${lab.slug}/two.jsonl`]: '2\n' });
    expect(lab.doctor().mode).toBe('isolate');
  });
});
