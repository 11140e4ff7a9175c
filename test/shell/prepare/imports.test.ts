import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { handsFor, ID } from './hands.ts';
import { put } from './homes.ts';
import { tree } from './tree.ts';

const root = join(newFolder(), 'host');
const workspace = join(root, 'home/code/app');
const prepared = join(root, 'home/.claude-sessions', ID);
const files = join(prepared, 'files');
const { inTypeScript, scripts } = handsFor(join(root, 'home'));
const nothing = { status: 0, stdout: '', stderr: '' };

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
});

const instructions = (text: string) => put(root, 'home/.claude/CLAUDE.md', text);
const home = (path: string, text: string) => put(root, `home/${path}`, text);
const prepare = async () => expect(await inTypeScript.prepare(workspace)).toEqual(nothing);
const read = (name: string) => readFileSync(join(files, name), 'utf8');
const copies = () => (existsSync(join(files, 'home')) ? tree(join(files, 'home')) : {});
const leftOut = () => read('left-out-imports.txt').split('\n').slice(1, -1);

describe('copies of what CLAUDE.md imports', () => {
  it('are where its copy imports them, and nothing else of it changes', async () => {
    home('.claude/x.md', 'x');
    home('notes/y y.md', 'y @more/z.md @../top.md @~/.claude/x.md \u00e4');
    home('notes/more/z.md', `z @${join(root, 'home/top.md')}`);
    home('top.md', 'top');
    const text = (...paths: string[]) =>
      `\uFEFF# Mine\r\n- @${paths[0]}\r\n\n*@${paths[1]}* \`@x.md\` @gone.md\n@${paths[2]}#y`;
    instructions(text('x.md', '~/notes/y\\ y.md', './x.md'));
    await prepare();
    expect(read('CLAUDE.md')).toBe(
      text('./home/.claude/x.md', './home/notes/y\\ y.md', './home/.claude/x.md'),
    );
    expect(copies()).toEqual({
      '.claude': 'folder 700',
      '.claude/x.md': 'file 600 "x"',
      notes: 'folder 700',
      'notes/more': 'folder 700',
      'notes/more/z.md': 'file 600 "z @../../top.md"',
      'notes/y y.md': expect.stringContaining('y @more/z.md @../top.md @../.claude/x.md'),
      'top.md': 'file 600 "top"',
    });
    expect(read('home/notes/y y.md')).toMatch(/\u00e4$/);
    expect(existsSync(join(files, 'left-out-imports.txt'))).toBe(false);
  });

  it('follow the host, and only what changed is written again', async () => {
    for (const name of ['one', 'two', 'a/three']) home(`notes/${name}.md`, name);
    instructions('@~/notes/one.md @~/notes/two.md @~/notes/a/three.md');
    await prepare();
    const before = tree(files, { times: true });
    await prepare();
    expect(tree(files, { times: true })).toEqual(before);
    home('notes/two.md', 'TWO');
    rmSync(join(root, 'home/notes/a'), { recursive: true });
    home('notes/a', 'now a file');
    instructions('@~/notes/one.md @~/notes/two.md @~/notes/a');
    await prepare();
    expect(copies()).toMatchObject({ 'notes/two.md': 'file 600 "TWO"', 'notes/a': 'file 600 "now a file"' });
    expect(tree(files, { times: true })['home/notes/one.md']).toBe(before['home/notes/one.md']);
    instructions('no more');
    await prepare();
    expect(Object.keys(tree(files))).toEqual(['CLAUDE.md', 'workspace']);
    expect(existsSync(join(prepared, 'instructions.cksum'))).toBe(false);
  });

  it('go four hops, and round in a circle once', async () => {
    for (const hop of [1, 2, 3, 4, 5]) home(`hop${hop}.md`, `@hop${hop + 1}.md @hop1.md @.claude/CLAUDE.md`);
    instructions('@~/hop1.md');
    await prepare();
    expect(Object.keys(copies())).toEqual(['hop1.md', 'hop2.md', 'hop3.md', 'hop4.md']);
  });

  it('lead where links lead, in a config directory of links too', async () => {
    home('dotfiles/claude/CLAUDE.md', '@sub/a.md @~/link.md');
    home('dotfiles/claude/sub/a.md', 'a');
    home('notes/real.md', '@beside.md');
    home('notes/beside.md', 'beside');
    symlinkSync('notes/real.md', join(root, 'home/link.md'));
    mkdirSync(join(root, 'home/.claude'));
    symlinkSync('../dotfiles/claude/CLAUDE.md', join(root, 'home/.claude/CLAUDE.md'));
    await prepare();
    expect(read('CLAUDE.md')).toBe('@./home/dotfiles/claude/sub/a.md @./home/notes/real.md');
    expect(Object.keys(copies())).toContain('notes/beside.md');
  });

  it('are not made of what is mounted, nor of what Claude Code passes over', async () => {
    home('.claude/rules/r.md', 'r');
    home('.claude/picture.png', 'p');
    mkdirSync(join(root, 'home/.claude/folder'));
    const text = '@~/.claude/rules/r.md @picture.png @folder @~/.claude/gone.md';
    instructions(text);
    await prepare();
    expect(read('CLAUDE.md')).toBe(text);
    expect(copies()).toEqual({});
    expect(existsSync(join(files, 'left-out-imports.txt'))).toBe(false);
  });

  it('are never made of a secret, nor of what lies elsewhere; which is said', async () => {
    const secret = 'canary';
    for (const path of [
      '.ssh/config',
      '.aws/credentials',
      '.netrc',
      '.claude/.credentials.json',
      '.claude/settings.json',
      '.claude/projects/-other/memory/MEMORY.md',
      '.claude.json',
      'app/.env',
      'app/.env.local',
      'app/prod.env',
      'code/app/in.md',
      'ssh config',
      '.claude-sessions/else/files/x.md',
    ])
      home(path, path.endsWith('json') ? '{}' : secret);
    put(root, 'outside.md', secret);
    home('private.md', secret);
    symlinkSync('../../private.md', join(workspace, 'out.md'));
    symlinkSync('.ssh/config', join(root, 'home/plain.md'));
    home('binary.md', 'a\0b');
    home('huge.md', '');
    truncateSync(join(root, 'home/huge.md'), 5 * 1024 ** 2);
    home('notes.md', 'fine @.ssh/config');
    const names = [
      ...['~/.ssh/config', '~/.aws/credentials', '~/.netrc', '.credentials.json', 'settings.json'],
      ...[
        'projects/-other/memory/MEMORY.md',
        '~/.claude.json',
        '~/app/.env',
        '~/app/.env.local',
        '~/app/prod.env',
      ],
      ...['~/code/app/in.md', '~/code/app/out.md', '~/.claude-sessions/else/files/x.md', '../../outside.md'],
      ...['~/plain.md', '~/binary.md', '~/huge.md', '~/notes.md'],
    ];
    const text = names.map((name) => `@${name}`).join('\n');
    instructions(text);
    await prepare();
    expect(read('CLAUDE.md')).toBe(text.replace('~/notes.md', './home/notes.md'));
    expect(copies()).toEqual({ 'notes.md': 'file 600 "fine @.ssh/config"' });
    const why = (each: string) => `secrets are kept under ${each}`;
    expect(leftOut()).toEqual([
      `CLAUDE.md: @~/.ssh/config: ${why('.ssh')}`,
      `CLAUDE.md: @~/.aws/credentials: ${why('.aws')}`,
      `CLAUDE.md: @~/.netrc: ${why('.netrc')}`,
      `CLAUDE.md: @.credentials.json: ${why('.credentials.json')}`,
      'CLAUDE.md: @settings.json: it lies in ~/.claude/settings.json',
      'CLAUDE.md: @projects/-other/memory/MEMORY.md: it lies in ~/.claude/projects',
      `CLAUDE.md: @~/.claude.json: ${why('.claude.json')}`,
      `CLAUDE.md: @~/app/.env: ${why('.env')}`,
      `CLAUDE.md: @~/app/.env.local: ${why('.env.local')}`,
      `CLAUDE.md: @~/app/prod.env: ${why('prod.env')}`,
      'CLAUDE.md: @~/code/app/in.md: it leads into the workspace',
      'CLAUDE.md: @~/code/app/out.md: it leads into the workspace',
      'CLAUDE.md: @~/.claude-sessions/else/files/x.md: it leads into ~/.claude-sessions',
      'CLAUDE.md: @../../outside.md: it leads out of your home',
      `CLAUDE.md: @~/plain.md: ${why('.ssh')}`,
      'CLAUDE.md: @~/binary.md: it is no text',
      'CLAUDE.md: @~/huge.md: it is too much',
      `~/notes.md: @.ssh/config: ${why('.ssh')}`,
    ]);
    expect(JSON.stringify(tree(prepared))).not.toContain(secret);
  });

  it('are not made for a CLAUDE.md that the container can write', async () => {
    home('private.md', 'canary');
    home('code/app/CLAUDE.md', '@~/private.md');
    mkdirSync(join(root, 'home/.claude'));
    symlinkSync('../code/app/CLAUDE.md', join(root, 'home/.claude/CLAUDE.md'));
    await prepare();
    expect(Object.keys(tree(files))).toEqual(['left-out-files.txt', 'workspace']);
    expect(read('left-out-files.txt')).toContain('\nCLAUDE.md: it leads into the workspace\n');
  });

  it('are bounded in number', async () => {
    for (let i = 0; i < 501; i++) home(`many/${i}.md`, '');
    instructions(Array.from({ length: 501 }, (_, i) => `@~/many/${i}.md`).join('\n'));
    await prepare();
    expect(Object.keys(copies())).toHaveLength(501);
    expect(leftOut()).toEqual(['CLAUDE.md: @~/many/500.md: it is too much']);
  });
});

describe.each(scripts)('the copy of a CLAUDE.md that imports, in $name', (script) => {
  const left =
    /^claude-sessions: your CLAUDE\.md has changed, and the dev container goes without what it imports until "claude-sessions prepare" has run\.\n$/;

  beforeEach(async () => {
    home('notes.md', 'notes');
    instructions('@~/notes.md');
    await prepare();
  });

  it('is left as the tools made it, with the copies, as long as the file is the same', async () => {
    const before = tree(prepared, { times: true });
    expect(await script.prepare(workspace)).toEqual(nothing);
    expect(tree(prepared, { times: true })).toEqual(before);
    expect(read('CLAUDE.md')).toBe('@./home/notes.md');
  });

  it('is the file itself once that has changed, which is said once, until the tools make theirs', async () => {
    instructions('@~/notes.md and more');
    expect((await script.prepare(workspace)).stderr).toMatch(left);
    expect(read('CLAUDE.md')).toBe('@~/notes.md and more');
    expect(await script.prepare(workspace)).toEqual(nothing);
    await prepare();
    expect(read('CLAUDE.md')).toBe('@./home/notes.md and more');
    expect(await script.prepare(workspace)).toEqual(nothing);
    expect(read('CLAUDE.md')).toBe('@./home/notes.md and more');
  });

  it('goes with the file, and is made again when it was deleted', async () => {
    rmSync(join(files, 'CLAUDE.md'));
    await script.prepare(workspace);
    expect(read('CLAUDE.md')).toBe('@~/notes.md');
    await prepare();
    rmSync(join(root, 'home/.claude/CLAUDE.md'));
    expect(await script.prepare(workspace)).toEqual(nothing);
    expect(existsSync(join(files, 'CLAUDE.md'))).toBe(false);
    expect(existsSync(join(prepared, 'instructions.cksum'))).toBe(false);
  });
});
