import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { handsFor, ID } from './hands.ts';
import { put } from './homes.ts';
import { tree } from './tree.ts';

const root = join(newFolder(), 'host');
const workspace = join(root, 'app');
const files = join(root, 'home/.claude-sessions', ID, 'files');
const { hands } = handsFor(join(root, 'home'));
// Of thousands of files; every shell and awk is tried in prepare.test.ts.
const few = hands.filter(({ name }) => ['TypeScript', 'dash', 'busybox ash'].includes(name));

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  for (const path of [workspace, join(root, 'home/.claude/skills')]) mkdirSync(path, { recursive: true });
});

const skill = (name: string, target: string) => symlinkSync(target, join(root, 'home/.claude/skills', name));
const copies = () => Object.keys(tree(files)).filter((path) => path !== 'workspace');

describe.each(hands)('copies of what links in the profile lead to, in $name', (hand) => {
  it('follow the host, and only what changed is written again', async () => {
    for (const name of ['one', 'two', 'three']) {
      put(root, `home/.agents/${name}/SKILL.md`, name);
      skill(name, `../../.agents/${name}`);
    }
    put(root, 'home/.agents/file.md', 'a file');
    skill('file', '../../.agents/file.md');
    expect(await hand.prepare(workspace)).toEqual({ status: 0, stdout: '', stderr: '' });
    const before = tree(files, { times: true });
    put(root, 'home/.agents/two/SKILL.md', 'TWO');
    put(root, 'home/.agents/two/more.md', 'more');
    rmSync(join(root, 'home/.claude/skills/three'));
    rmSync(join(root, 'home/.claude/skills/file'));
    put(root, 'home/.agents/file/SKILL.md', 'now a folder');
    skill('file', '../../.agents/file');
    expect(await hand.prepare(workspace)).toEqual({ status: 0, stdout: '', stderr: '' });
    const after = tree(files, { times: true });
    for (const path of ['linked/skills/one', 'linked/skills/one/SKILL.md'])
      expect(after[path]).toBe(before[path]);
    expect(tree(files)).toEqual({
      linked: 'folder 700',
      'linked/skills': 'folder 700',
      'linked/skills/file': 'folder 700',
      'linked/skills/file/SKILL.md': 'file 600 "now a folder"',
      'linked/skills/one': 'folder 700',
      'linked/skills/one/SKILL.md': 'file 600 "one"',
      'linked/skills/two': 'folder 700',
      'linked/skills/two/SKILL.md': 'file 600 "TWO"',
      'linked/skills/two/more.md': 'file 600 "more"',
      workspace: expect.stringContaining('file 600'),
    });
    rmSync(join(root, 'home/.claude/skills'), { recursive: true });
    await hand.prepare(workspace);
    expect(copies()).toEqual([]);
  });
});

describe.each(hands)('copies of what links in the profile lead to, in $name', (hand) => {
  it('are not reached through the workspace, where a container could put a link', async () => {
    put(root, 'home/private/SKILL.md', 'canary');
    put(root, 'home/fine/SKILL.md', 'fine');
    symlinkSync('../home/private', join(workspace, 'out'));
    symlinkSync('../home', join(workspace, 'up'));
    symlinkSync('../app', join(root, 'home/app'));
    symlinkSync('nothing/../fine', join(root, 'home/round'));
    mkdirSync(join(root, 'home/nothing'));
    skill('a', '../../../app/out');
    skill('b', '../../app/up/private');
    skill('c', `${root}/home/app/up/../home/private/SKILL.md`);
    skill('d', '../../round');
    await hand.prepare(workspace);
    expect(JSON.stringify(tree(files))).not.toContain('canary');
    const why = ['a', 'b', 'c'].map((name) => `skills/${name}: it leads into the workspace\n`).join('');
    expect(tree(files)).toMatchObject({
      'linked/skills/d/SKILL.md': 'file 600 "fine"',
      'left-out-files.txt': `file 600 ${JSON.stringify(`Not copied, of what your ~/.claude leads to elsewhere on the host:\n${why}`)}`,
    });
  });
});

describe.each(hands)('copies of files, in $name', (hand) => {
  it('are not made of what is reached through the workspace: a container could put a link there', async () => {
    put(root, 'home/.ssh/id_rsa', 'canary');
    const names = ['CLAUDE.md', 'keybindings.json', 'plugins/known_marketplaces.json', 'settings.json'];
    for (const name of names) {
      const own = name.replace('plugins/', '');
      symlinkSync('../home/.ssh/id_rsa', join(workspace, own));
      mkdirSync(join(root, 'home/.claude', name, '..'), { recursive: true });
      symlinkSync(join(workspace, own), join(root, 'home/.claude', name));
    }
    await hand.prepare(workspace);
    expect(JSON.stringify(tree(join(files, '..')))).not.toContain('canary');
    const why = names
      .map((name) => `${name.replace('plugins/', '')}: it leads into the workspace\n`)
      .join('');
    expect(tree(files)['left-out-files.txt']).toContain(JSON.stringify(why).slice(1));
    rmSync(join(root, 'home/.claude'), { recursive: true });
    put(root, 'home/.claude/keybindings.json', '{}');
    await hand.prepare(workspace);
    expect(copies()).toEqual(['keybindings.json']);
  });
});

describe.each(few)('copies of what links in the profile lead to, in $name', (hand) => {
  it('are bounded in number and bytes, all of them together', async () => {
    for (let i = 0; i < 2001; i++) put(root, `home/many/${i}`, '');
    for (let i = 0; i < 1200; i++) put(root, `home/half/${i}`, '');
    put(root, 'home/huge/file', '');
    truncateSync(join(root, 'home/huge/file'), 10 * 1024 ** 4);
    for (const name of ['many', 'huge']) skill(name, `../../${name}`);
    for (const name of ['a', 'b']) skill(name, '../../half');
    const { stderr } = await hand.prepare(workspace);
    if (hand.name !== 'TypeScript')
      expect(stderr).toMatch(
        /^claude-sessions: some of what your ~\/.claude leads to is not shared .*left-out-files\.txt says what, and why\.\n$/,
      );
    const found = tree(files);
    expect(Object.keys(found).filter((path) => path.split('/').length === 3)).toEqual(['linked/skills/a']);
    expect(found['left-out-files.txt']).toBe(
      `file 600 ${JSON.stringify('Not copied, of what your ~/.claude leads to elsewhere on the host:\nskills/b: it is too much\nskills/huge: it is too much\nskills/many: it is too much\n')}`,
    );
    expect(await hand.prepare(workspace)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
