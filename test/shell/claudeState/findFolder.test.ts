import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { filesBelow, isRoot, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const escaped = (path: string) =>
  path.replace(/[ \t\n\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`);

describe.each(shells)('the project’s folder, by what is mounted, under $name', (shell) => {
  const inside = (name: string) => join(lab.root, 'inside', name);

  /**
   * A container that shares the project at `onHost`.
   * @param binds what else is mounted: at a name `inside`, what is shown of its file system
   * @param folders those that are there besides
   */
  function container(onHost: string, binds: Readonly<Record<string, string>>, folders: string[] = []): void {
    lab = new StateLab(shell).mountProject();
    for (const name of [...Object.keys(binds), ...folders]) mkdirSync(inside(name), { recursive: true });
    mounted(
      onHost,
      Object.entries(binds).map(([name, shown]) => [shown, inside(name)] as const),
    );
  }

  function mounted(
    onHost: string,
    binds: readonly (readonly [string, string])[],
    shown = `/me/.claude/projects/${projectSlug(onHost)}`,
  ): void {
    const lines = [
      ['/', '/'],
      ['/', '/proc'],
      ['/null', '/proc/kcore'],
      ['/var/lib/docker/volumes/claude-code-config-x/_data', lab.config],
      ['/var/lib/docker/containers/0a/hosts', '/etc/hosts'],
      [shown, lab.project],
      [`${shown}/memory`, `${lab.project}/memory`],
      ['/me/.claude-sessions/x/files', join(lab.host, 'files')],
      ...binds,
    ].map(
      ([shown = '', at = ''], n) =>
        `${n + 30} 29 0:5 ${escaped(shown)} ${escaped(at)} rw,relatime shared:1 - ext4 /dev/sda1 rw\n`,
    );
    lab.environment.CLAUDE_STATE_MOUNTINFO = lab.write('mountinfo', lines.join(''));
    lab.own();
  }

  /** What a start that nobody tells anything takes for it. */
  function found(): string | null {
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readlinkSync(join(lab.config, 'projects/shared'))).toBe(lab.project);
    if (!existsSync(lab.state('folder'))) return null;
    const folder = readFileSync(lab.state('folder'), 'utf8').replace(/\n$/, '');
    expect(readlinkSync(join(lab.config, 'projects', projectSlug(folder)))).toBe(lab.project);
    return folder;
  }

  test('of a project that is reviewed, whose mirror has a name of its own', () => {
    container('/home/me/app', {});
    mkdirSync(inside('workspaces/app'), { recursive: true });
    lab.write('host/files/workspace', '/home/me/app\n');
    mounted('/home/me/app', [['/home/me/app', inside('workspaces/app')]], '/me/.claude-sessions/x/project');
    expect(found()).toBe(inside('workspaces/app'));
  });

  test.each([
    ['the same path', '/home/me/app', '/home/me/app'],
    ['a home that is a file system of its own', '/home/me/app', '/me/app'],
    ['what Docker Desktop shares of a Mac', '/Users/me/dev/app', '/me/dev/app'],
    ['a subvolume', '/home/me/app', '/@home/me/app'],
    ['a folder of Windows', 'C:\\Users\\me\\app', '/Users/me/app'],
    ['characters of all kinds', "/home/me/it's $(x) 🦀\\", "/home/me/it's $(x) 🦀\\"],
    ['a path that is cut', `/home/me${'/deep'.repeat(60)}`, `/home/me${'/deep'.repeat(60)}`],
  ])('%s', (_, onHost, shown) => {
    container(onHost, { 'work space': shown, other: '/home/me/other', null: '/null' });
    expect(found()).toBe(inside('work space'));
  });

  test.each([
    ['a sub-folder of the repository', '/home/me/repo/sub-dir', { w: '/home/me/repo' }, 'w/sub-dir'],
    ['folders above, as Compose files mount them', '/home/me/a.b/c_d', { w: '/home/me' }, 'w/a.b/c_d'],
    ['a hidden one', '/home/me/.app', { w: '/home/me' }, 'w/.app'],
    ['one of odd letters', '/home/me/é-🦀', { w: '/home/me' }, 'w/é-🦀'],
    ['the nearer of two', '/home/me/app', { all: '/home/me', w: '/home/me/app' }, 'w'],
    ['the fuller of two', '/home/me/app', { short: '/app', w: '/home/me/app' }, 'w'],
  ])('%s', (_, onHost, binds, expected) => {
    container(onHost, binds, [expected, 'all/app']);
    expect(found()).toBe(inside(expected));
  });

  test.each([
    ['nothing of it', '/home/me/app', { w: '/home/me/apps', v: '/var/lib/docker/volumes/app/_data' }, []],
    ['the same folder twice', '/home/me/app', { w: '/home/me/app', v: '/home/me/app' }, []],
    ['two folders that are filed alike', '/home/me/a-b', { w: '/home/me' }, ['w/a-b', 'w/a/b']],
    ['the top of a file system', '/home/me/app', { w: '/' }, ['w/app']],
    ['a folder above in which it is not', '/home/me/app', { w: '/home/me' }, ['w/other']],
    ['a common name alone', '/home/me/app', { w: '/backup/home' }, ['w/me/app']],
    ['what was removed', '/home/me/app', { w: '/home/me/app//deleted' }, []],
    ['a name with a line break', '/home/me/a\nb', { w: '/home/me/a\nb' }, []],
    [
      'a path that is cut, from further below',
      `/home/me${'/deep'.repeat(60)}`,
      { w: `/me${'/deep'.repeat(60)}` },
      [],
    ],
  ])('is not guessed: %s', (_, onHost, binds, folders) => {
    container(onHost, binds, folders);
    expect(found()).toBeNull();
  });

  test('the home, where it lies in a volume, is no project’s', () => {
    container('/home/me/app', { home: '/home/me/app', w: '/home/me/app' }, ['home/app']);
    expect(found()).toBeNull();
    symlinkSync(inside('home'), inside('claude-home'));
    lab.environment.CLAUDE_STATE_HOME = inside('claude-home');
    expect(found()).toBe(inside('w'));
    lab.bridge(inside('home/app'));
    expect(found()).toBe(inside('w'));
  });

  test('no link below what is mounted is followed', () => {
    container('/home/me/app', { w: '/home/me' }, ['other']);
    symlinkSync(inside('other'), inside('w/app'));
    expect(found()).toBeNull();
  });

  test('as long as it is not known, what older clients record stays in the volume; then it is adopted', () => {
    container('/home/me/app', { w: '/home/me/app', v: '/home/me/app' });
    const slug = projectSlug(inside('w'));
    lab.write(join(lab.config, `projects/${slug}/old.jsonl`), 'by an older client');
    lab.write(join(lab.config, 'projects/shared/new.jsonl'), 'by a newer one, before it was shared');
    lab.own();
    expect(found()).toBeNull();
    expect(lab.codes()).toContain('no-folder-recorded');
    expect(filesBelow(lab.project)).toEqual({
      '.keep': '',
      'new.jsonl': 'by a newer one, before it was shared',
    });
    expect(filesBelow(join(lab.config, 'projects', slug))).toEqual({ 'old.jsonl': 'by an older client' });
    mounted('/home/me/app', [['/home/me/app', inside('w')]]);
    expect(found()).toBe(inside('w'));
    expect(filesBelow(lab.project)).toMatchObject({ 'old.jsonl': 'by an older client' });
    expect(filesBelow(lab.state('adopt'))).toEqual({});
  });

  test('what was said is kept, as long as it is there', () => {
    container('/home/me/app', { w: '/home/me/app' }, ['w/packages/a', 'elsewhere']);
    lab.bridge(inside('w/packages/a'));
    expect(found()).toBe(inside('w/packages/a'));
    rmSync(inside('w/packages'), { recursive: true });
    expect(found()).toBe(inside('w'));
    // In the container itself, as an image may have it.
    lab.bridge(inside('elsewhere'));
    expect(found()).toBe(inside('w'));
  });

  test('isolated, no folder is needed and none is missed', () => {
    container('/home/me/app', { w: '/home/me/app' });
    lab.unmountProject();
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lab.doctor()).toMatchObject({ mode: 'isolate', folder: null });
    expect(lab.codes()).not.toContain('no-folder-recorded');
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({});
  });

  test('what waited without a folder is back when it is isolated', () => {
    container('/home/me/app', { w: '/home/me/app' });
    lab.write(lab.state('adopt/shared.1/a.jsonl'), 'waits');
    lab.unmountProject();
    lab.bridge();
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({ 'shared/a.jsonl': 'waits' });
    lab.bridge(inside('w'));
    expect(filesBelow(join(lab.config, 'projects'))).toEqual({
      [`${projectSlug(inside('w'))}/a.jsonl`]: 'waits',
    });
  });

  test.runIf(isRoot)('of mounts of the kernel’s own', () => {
    lab = new StateLab(shell).mountProject();
    const onHost = join(lab.root, 'on host', 'the app');
    const source = join(lab.root, 'claude/projects', projectSlug(onHost));
    for (const folder of [onHost, inside('app'), source]) mkdirSync(folder, { recursive: true });
    lab.bind(onHost, inside('app'));
    lab.bind(source, lab.project);
    lab.own();
    expect(found()).toBe(inside('app'));
  });
});
