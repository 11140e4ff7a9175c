import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cksum } from '../../../core/src/prepare/cksum.ts';
import { prepareCommand } from '../../../core/src/share/initializeCommand.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { handsFor, ID } from './hands.ts';
import { type Home, homes, put } from './homes.ts';
import { ASSET, COMPOSE_SCRIPT, has, makeFolder, runScript, SCRIPT, type Shell, shells } from './shells.ts';
import { tree } from './tree.ts';

const base = newFolder();
let root: string;
const { inShell, inTypeScript, scripts, hands } = handsFor(join(base, 'host/home'));

// The same path each time: slugs and links name it.
beforeEach(() => clear());

function clear(): void {
  root = join(base, 'host');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
}

/** What the script copies of settings.json is less than what the tools do, and of the project it passes nothing on; everything else is the same. */
const ofSettings = [`files/settings.json`, `files/left-out.txt`, `files/project.json`].map(
  (name) => `home/.claude-sessions/${ID}/${name}`,
);

/** With the times of everything, but of the prepared folder itself where copies of what links lead to are made beside those that are there. */
function timed(): Record<string, string> {
  const all = tree(root, { times: true });
  const prepared = `home/.claude-sessions/${ID}`;
  return `${prepared}/files/linked` in all ? { ...all, [prepared]: '' } : all;
}

function withoutSettings(all: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([path]) => !ofSettings.includes(path)));
}

/** The members of a file of `tree`; none where there is no such file. */
function membersIn(entry: string | undefined): Record<string, unknown> {
  const text = entry && JSON.parse(entry.replace(/^file \d+ /, ''));
  return text ? JSON.parse(text) : {};
}

function makeHome({ make, workspace = 'app', configDir }: Home) {
  clear();
  make?.(root);
  if (!existsSync(join(root, 'home'))) makeFolder(join(root, 'home'));
  const path = join(root, workspace);
  if (!existsSync(path)) makeFolder(path);
  const env: Record<string, string> = {};
  if (configDir) env.CLAUDE_CONFIG_DIR = configDir.startsWith('.') ? configDir : join(root, configDir);
  return { path, env };
}

describe('prepare, in every shell and in TypeScript', () => {
  it.each(homes)('does the same to the same host, but for settings: $name', async (home) => {
    const results = [];
    for (const hand of hands) {
      const { path, env } = makeHome(home);
      const before = tree(root, { times: true });
      const run = await hand.prepare(path, ID, env);
      const after = tree(root);
      if (home.refused === undefined) {
        expect(run, hand.name).toMatchObject({ status: 0, stdout: '' });
        const once = timed();
        expect(await hand.prepare(path, ID, env), hand.name).toEqual({ status: 0, stdout: '', stderr: '' });
        expect(timed(), `${hand.name}, again`).toEqual(once);
      } else {
        expect(run.status, hand.name).toBe(1);
        expect(run.stderr, hand.name).toContain(home.refused);
        expect(tree(root, { times: true }), `${hand.name}, refused`).toEqual(before);
      }
      // What the system itself says of a failure is worded by each tool.
      const said = home.refused === '' ? '' : run.stderr;
      results.push({ hand: hand.name, after, said });
    }
    const [tools, first, ...others] = results;
    for (const result of others) expect({ ...result, hand: '' }, result.hand).toEqual({ ...first, hand: '' });
    expect(withoutSettings(first?.after ?? {})).toEqual(withoutSettings(tools?.after ?? {}));
    const [full, simple] = [tools, first].map((result) => membersIn(result?.after[ofSettings[0] ?? '']));
    expect(full).toMatchObject(simple ?? {});
    if (home.refused !== undefined) expect(first?.said).toBe(tools?.said);
  });

  it('finds what another hand prepared to be right', async () => {
    const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
    await inTypeScript.prepare(path);
    const prepared = tree(root, { times: true });
    for (const hand of hands) {
      expect(await hand.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(tree(root, { times: true }), hand.name).toEqual(prepared);
    }
  });

  it('passes on what was answered about the project by the tools alone, and leaves theirs', async () => {
    const file = `home/.claude-sessions/${ID}/files/project.json`;
    const trusted = homes.find(({ name }) => name === 'a project that is trusted') as Home;
    for (const script of scripts) {
      const { path } = makeHome(trusted);
      await script.prepare(path);
      expect(tree(root)).not.toHaveProperty([file]);
      await inTypeScript.prepare(path);
      const answered = { hasTrustDialogAccepted: true, allowedTools: ['Read(\u00fc)'] };
      expect(JSON.parse(readFileSync(join(root, file), 'utf8'))).toEqual(answered);
      const prepared = tree(root, { times: true });
      await script.prepare(path);
      expect(tree(root, { times: true }), script.name).toEqual(prepared);
    }
    put(root, 'home/.claude.json', '{}');
    await inTypeScript.prepare(join(root, trusted.workspace ?? ''));
    expect(tree(root)).not.toHaveProperty([file]);
  });

  it('gives way to the tools, which copy all that is safe', async () => {
    const full = homes.find(({ name }) => name === 'full') as Home;
    const { path } = makeHome(full);
    await inTypeScript.prepare(path);
    const expected = tree(root);
    for (const script of scripts) {
      makeHome(full);
      await script.prepare(path);
      expect(tree(root), script.name).not.toEqual(expected);
      await inTypeScript.prepare(path);
      expect(tree(root), script.name).toEqual(expected);
    }
  });
});

describe.each(scripts)('the copy of settings.json that is there, in $name', (script) => {
  const settings = 'home/.claude/settings.json';
  /** Where the project lies is there whatever is copied. */
  const copy = () => {
    const { workspace, ...copied } = tree(join(root, 'home/.claude-sessions', ID, 'files'));
    expect(workspace).toMatch(/^file 600 "\/.*\/app\\n"$/);
    return copied;
  };
  const rules = (deny: string[]) => JSON.stringify({ model: 'opus', permissions: { deny }, env: { A: 'b' } });
  const prepareByTools = async () => {
    const { path } = makeHome({ name: '', make: (at) => put(at, settings, rules(['Read(.env)'])) });
    await inTypeScript.prepare(path);
    return path;
  };
  const simple = `file 600 ${JSON.stringify('{\n  "model": "opus"\n}\n')}`;

  it('is replaced when a rule that denies goes, which is said', async () => {
    const path = await prepareByTools();
    expect(copy()['settings.json']).toContain('Read(.env)');
    put(root, settings, rules([]));
    const { stderr } = await script.prepare(path);
    expect(stderr).toMatch(
      /^claude-sessions: not all of your settings are shared .*left-out\.txt names the rest/,
    );
    expect(stderr).toContain('"claude-sessions prepare" copies what is safe of it.');
    expect(stderr).toContain('what your settings deny is not denied in the container');
    expect(copy()).toMatchObject({
      'settings.json': simple,
      'left-out.txt': expect.stringMatching(/which the prepare script made.*:\\npermissions\\nenv\\n"$/),
    });
    expect(await script.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('is replaced by an older file, and by one that a link leads to now', async () => {
    const path = await prepareByTools();
    for (const name of ['one', 'two']) {
      put(root, `dotfiles/${name}.json`, rules([name]));
      utimesSync(join(root, `dotfiles/${name}.json`), 1, 1);
    }
    rmSync(join(root, settings));
    symlinkSync('../../dotfiles/one.json', join(root, settings));
    expect((await script.prepare(path)).stderr).toContain('left-out.txt');
    await inTypeScript.prepare(path);
    expect(copy()['settings.json']).toContain('deny\\":[\\"one');
    expect(await script.prepare(path)).toMatchObject({ stderr: '' });
    rmSync(join(root, settings));
    symlinkSync('../../dotfiles/two.json', join(root, settings));
    await script.prepare(path);
    expect(copy()['settings.json']).toBe(simple);
  });

  it('stays, whatever the clock says, as long as the file is the same', async () => {
    const path = await prepareByTools();
    const before = copy();
    for (const when of [1, Date.now() / 1000 + 1e6]) {
      utimesSync(join(root, settings), when, when);
      expect(await script.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(copy()).toEqual(before);
    }
  });

  it('goes with the file, and when that is broken', async () => {
    const path = await prepareByTools();
    put(root, settings, '{"model":"opus",}');
    expect((await script.prepare(path)).stderr).toContain('left-out.txt');
    expect(copy()).toEqual({ 'left-out.txt': expect.stringContaining('not copied, it is not strict JSON') });
    rmSync(join(root, settings));
    expect(await script.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(copy()).toEqual({});
    expect(Object.keys(tree(join(root, 'home/.claude-sessions', ID)))).toEqual([
      'files',
      'files/workspace',
      'memory',
      'plugins',
      'plugins/cache',
      'plugins/marketplaces',
      'project',
      'workspace',
    ]);
  });

  it('is made again when it was deleted', async () => {
    const path = await prepareByTools();
    rmSync(join(root, 'home/.claude-sessions', ID, 'files/settings.json'));
    await script.prepare(path);
    expect(copy()['settings.json']).toBe(simple);
  });
});

it.each([
  ['', '4294967295 0\n'],
  ['a', '1220704766 1\n'],
  ['\u0000\u00ff'.repeat(200), undefined],
])('the tools sum up %j as cksum does', (text, sum) => {
  const { stdout } = spawnSync('cksum', { input: Buffer.from(text, 'latin1'), encoding: 'utf8' });
  expect(cksum(text)).toBe(stdout);
  expect(stdout).toBe(sum ?? stdout);
});

describe.each(hands)('prepare in $name', (hand) => {
  const home = () => join(root, 'home');
  const state = () => join(home(), '.claude-sessions', ID);
  const project = (workspace: string) => join(home(), '.claude/projects', projectSlug(workspace));

  it('makes what the mounts need, for the user alone', async () => {
    const { path } = makeHome({ name: '' });
    await hand.prepare(path);
    const plugins = ['plugins/cache', 'plugins/marketplaces'];
    const profile = ['agents', 'commands', 'hooks', 'output-styles', 'rules', 'skills', 'tasks', ...plugins];
    const expected: Record<string, string> = {
      '.claude': 'folder 700',
      '.claude-sessions': 'folder 700',
      [`.claude-sessions/${ID}`]: 'folder 700',
      [`.claude-sessions/${ID}/files`]: 'folder 700',
      [`.claude-sessions/${ID}/files/workspace`]: `file 600 ${JSON.stringify(`${path}\n`)}`,
      [`.claude-sessions/${ID}/memory`]: `link ${project(path)}/memory`,
      [`.claude-sessions/${ID}/plugins`]: 'folder 700',
      [`.claude-sessions/${ID}/plugins/cache`]: 'folder 700',
      [`.claude-sessions/${ID}/plugins/marketplaces`]: 'folder 700',
      '.claude/plugins': 'folder 700',
      [`.claude-sessions/${ID}/project`]: `link ${project(path)}`,
      [`.claude-sessions/${ID}/workspace`]: `file 600 ${JSON.stringify(`${path}\n`)}`,
      '.claude/projects': 'folder 700',
    };
    for (const name of [
      ...profile,
      `projects/${projectSlug(path)}`,
      `projects/${projectSlug(path)}/memory`,
    ]) {
      expected[`.claude/${name}`] = 'folder 700';
      expected[`.claude/${name}/.keep`] = 'file 600 ""';
    }
    expect(tree(home())).toEqual(Object.fromEntries(Object.entries(expected).sort()));
  });

  it('follows the host when its files change, and when they go', async () => {
    const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
    const first = await hand.prepare(path);
    if (hand !== inTypeScript) expect(first.stderr).toContain('left-out.txt names the rest');
    put(root, 'home/.claude/settings.json', '{\n  "model": "haiku"\n}\n');
    put(root, 'home/.claude/CLAUDE.md', 'changed');
    unlinkSync(join(home(), '.claude/keybindings.json'));
    unlinkSync(join(home(), '.claude.json'));
    expect((await hand.prepare(path)).stderr).toBe('');
    expect(tree(join(state(), 'files'))).toEqual({
      'CLAUDE.md': 'file 600 "changed"',
      'settings.json': `file 600 ${JSON.stringify('{\n  "model": "haiku"\n}\n')}`,
      workspace: `file 600 ${JSON.stringify(`${path}\n`)}`,
    });
    expect(readFileSync(join(state(), 'original.json'), 'utf8')).toBe('{}');
  });

  it('leaves no temporary file', async () => {
    const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
    await hand.prepare(path);
    expect(Object.keys(tree(state())).filter((name) => name.includes('.new'))).toEqual([]);
  });

  it.each(['', 'ABC', '../x', 'a b', 'a;b', 'é', '0abc\n'])('refuses the id %j', async (id) => {
    const { path } = makeHome({ name: '' });
    const run = await hand.prepare(path, id);
    expect(run).toMatchObject({ status: 1 });
    expect(run.stderr).toContain(`"${id}" is not the id of a dev container. Pass "\${devcontainerId}"`);
    expect(tree(home())).toEqual({});
  });

  it('refuses without HOME', async () => {
    const { path } = makeHome({ name: '' });
    const run = await hand.prepare(path, ID, { HOME: '' });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('HOME is not set');
  });

  it.each([
    [
      'another project',
      (link: string) => symlinkSync(makeFolder(join(root, 'home/.claude/projects/-other')), link),
    ],
    [
      'what is no longer there',
      (link: string) => symlinkSync(join(root, 'home/.claude/projects/-gone'), link),
    ],
    ['nothing: a folder of its own', (link: string) => makeFolder(link)],
  ])('never shares another project: the link leads to %s', async (_, plant) => {
    const { path } = makeHome({ name: '' });
    makeFolder(state());
    plant(join(state(), 'project'));
    const before = tree(root, { times: true });
    const run = await hand.prepare(path);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`does not lead to the conversations of this project (${project(path)})`);
    expect(tree(root, { times: true })).toEqual(before);
  });

  it('goes by where the project is: moved, it gets its own, and a second clone in its old place what is filed there', async () => {
    const { path } = makeHome({ name: '' });
    const moved = join(root, 'moved');
    const link = (id: string) => realpathSync(join(home(), '.claude-sessions', id, 'project'));
    const conversation = join(project(path), 'a.jsonl');
    put('/', conversation, 'held in the old place');
    expect(await hand.prepare(path)).toMatchObject({ status: 0 });
    renameSync(path, moved);
    // By the tools' own id, which is made of the path; by one that stays, as with `--id-label`, it is refused.
    const run = await hand.prepare(moved);
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining('If the workspace')]);
    expect(await hand.prepare(moved, `${ID}2`)).toMatchObject({ status: 0 });
    expect([link(ID), link(`${ID}2`)]).toEqual([project(path), project(moved)]);
    makeFolder(path);
    const beside = makeFolder(join(root, 'beside'));
    expect(await hand.prepare(path)).toMatchObject({ status: 0 });
    expect(await hand.prepare(beside, `${ID}3`)).toMatchObject({ status: 0 });
    expect([link(ID), link(`${ID}3`)]).toEqual([project(path), project(beside)]);
    expect(readFileSync(conversation, 'utf8')).toBe('held in the old place');
  });

  it.each([
    ['another config directory', 'other', '', 'other/.claude.json'],
    ['the one in the home', 'home/.claude', 'other', 'home/.claude.json'],
    ['another than CLAUDE_CONFIG_DIR', 'third', 'other', 'third/.claude.json'],
  ])('follows the first run to %s', async (_, first, now, claudeJson) => {
    const { path } = makeHome({ name: '' });
    const place = join(root, first);
    for (const config of ['home/.claude', 'other', 'third']) put(root, `${config}/CLAUDE.md`, config);
    put(root, claudeJson, '{\n  "hasCompletedOnboarding": true\n}\n');
    makeFolder(state());
    symlinkSync(join(place, 'projects', projectSlug(path)), join(state(), 'project'));
    const env: Record<string, string> = now ? { CLAUDE_CONFIG_DIR: join(root, now) } : {};
    expect(await hand.prepare(path, ID, env)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(join(place, 'projects', projectSlug(path), 'memory/.keep'))).toBe(true);
    expect(existsSync(join(now ? join(root, now) : join(home(), '.claude'), 'projects'))).toBe(false);
    expect(readFileSync(join(state(), 'files/CLAUDE.md'), 'utf8')).toBe(first);
    expect(existsSync(join(state(), 'files/onboarding.json'))).toBe(true);
  });

  it.each([
    ['is gone', 'gone', ''],
    ['lies in the workspace', 'app/conf', ''],
    ['holds another project', 'other', '-other'],
    ['is named by a path that is not absolute', 'other', undefined],
  ])('does not follow a link to a config directory that %s', async (_, config, more) => {
    const { path } = makeHome({ name: '' });
    for (const place of ['app/conf', 'other']) makeFolder(join(root, place));
    makeFolder(state());
    const target = join(root, config, 'projects', projectSlug(path) + (more ?? ''));
    symlinkSync(more === undefined ? relative(state(), target) : target, join(state(), 'project'));
    const before = tree(root, { times: true });
    const run = await hand.prepare(path);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`does not lead to the conversations of this project (${project(path)})`);
    expect(tree(root, { times: true })).toEqual(before);
  });

  it('takes a link that leads to this project by another way', async () => {
    const { path } = makeHome({ name: '' });
    makeFolder(project(path));
    makeFolder(state());
    symlinkSync(`../../.claude/projects/${projectSlug(path)}`, join(state(), 'project'));
    expect(await hand.prepare(path)).toMatchObject({ status: 0 });
  });

  it('makes the folder again that its link leads to', async () => {
    const { path } = makeHome({ name: '' });
    await hand.prepare(path);
    const prepared = tree(root);
    rmSync(project(path), { recursive: true });
    expect(await hand.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(tree(root)).toEqual(prepared);
  });

  it.each([
    ['the project folder', '', 'is a link'],
    ['its memory', '/memory', 'is a link'],
  ])('refuses when %s is a link', async (_, below, words) => {
    const { path } = makeHome({ name: '' });
    makeFolder(join(root, 'home/.ssh'));
    makeFolder(below ? project(path) : join(project(path), '..'));
    symlinkSync(join(root, 'home/.ssh'), project(path) + below);
    const before = tree(root, { times: true });
    const run = await hand.prepare(path);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`${project(path)}${below} ${words}`);
    expect(tree(root, { times: true })).toEqual(before);
  });

  it.each(['', '/memory'])('refuses when project%s is a file', async (below) => {
    const { path } = makeHome({ name: '' });
    put(root, `home/.claude/projects/${projectSlug(path)}${below}`, '');
    const run = await hand.prepare(path);
    expect(run.stderr).toContain(`${project(path)}${below} is not a folder`);
    expect(existsSync(state())).toBe(false);
  });

  it.each(['.keep', 'memory/.keep'])(
    'writes through no link that a container planted as %s',
    async (name) => {
      const { path } = makeHome({ name: '' });
      const victim = join(root, 'home/.ssh/authorized_keys');
      makeFolder(join(root, 'home/.ssh'));
      makeFolder(join(project(path), 'memory'));
      symlinkSync(victim, join(project(path), name));
      // That the plant works: what does not look creates the file at its other end.
      spawnSync('sh', ['-c', ': >"$1"', 'sh', join(project(path), name)]);
      expect(existsSync(victim)).toBe(true);
      unlinkSync(victim);

      expect(await hand.prepare(path)).toMatchObject({ status: 0 });
      expect(existsSync(victim)).toBe(false);
      expect(lstatSync(join(project(path), name)).isSymbolicLink()).toBe(true);
    },
  );
});

describe('prepare.sh', () => {
  const [dash] = shells() as [Shell];

  it('survives many at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
      const runs = Array.from({ length: 8 }, (_, i) => {
        if (i % 2) return inTypeScript.prepare(path).then(({ status }) => status);
        const child = spawn('sh', [SCRIPT, ID], {
          cwd: path,
          env: { PATH: process.env.PATH, HOME: join(root, 'home') },
          stdio: 'ignore',
        });
        return new Promise((resolve) => child.on('close', resolve));
      });
      expect(await Promise.all(runs)).toEqual(runs.map(() => 0));
      const together = tree(root);
      const alone = [];
      for (const hand of [inTypeScript, inShell(dash)]) {
        makeHome(homes.find(({ name }) => name === 'full') as Home);
        await hand.prepare(path);
        alone.push(tree(root));
      }
      expect(withoutSettings(together)).toEqual(withoutSettings(alone[0] ?? {}));
      for (const name of ofSettings) expect(alone.map((each) => each[name])).toContain(together[name]);
    }
  });

  it('hands over to PowerShell on Windows', () => {
    const { path } = makeHome({ name: '' });
    const bin = makeFolder(join(root, 'bin'));
    put(bin, 'uname', '#!/bin/sh\necho MINGW64_NT-10.0-22631\n', 0o755);
    put(bin, 'powershell.exe', '#!/bin/sh\nprintf "%s\\n" "$@"\n', 0o755);
    const env = { HOME: join(root, 'home'), OS: 'Windows_NT' };
    // As cmd gives them.
    for (const words of [[], ['compose', 'app', 'profile']]) {
      const script = words.length > 0 ? COMPOSE_SCRIPT : SCRIPT;
      for (const args of [[`${[ID, ...words].at(-1)};`], [[ID, ...words].at(-1) ?? '', ';']]) {
        const all = [...[ID, ...words].slice(0, -1), ...args, 'exit', '$?'];
        const run = runScript({ ...dash, path: `${bin}:${dash.path}` }, path, all, env, script);
        const call = ['-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', script.replace(/\.sh$/, '.ps1')];
        expect(run.stdout.split('\n')).toEqual([...call, ID, ...words, '']);
      }
    }
    expect(tree(join(root, 'home'))).toEqual({});
  });

  it.each(shells())(
    'is all that its command runs, in $name, also when it refuses',
    ({ argv, path: PATH }) => {
      const { path } = makeHome({ name: '' });
      const bin = makeFolder(join(root, 'bin'));
      put(bin, 'powershell', '#!/bin/sh\necho ran >&2\n', 0o755);
      copyFileSync(SCRIPT, join(path, 'claude-sessions-prepare.sh'));
      const command = String(prepareCommand('claude-sessions-prepare.sh'));
      const [program = 'sh', ...args] = argv;
      for (const [id, status, stderr] of [
        [ID, 0, ''],
        ['BAD', 1, expect.stringMatching(/^claude-sessions: "BAD" is not the id .*\n$/)],
      ] as const) {
        const line = command.replaceAll('${devcontainerId}', id);
        const env = { PATH: `${bin}:${PATH}`, HOME: join(root, 'home') };
        const run = spawnSync(program, [...args, '-c', line], { cwd: path, env, encoding: 'utf8' });
        expect({ status: run.status, stderr: run.stderr }).toEqual({ status, stderr });
      }
    },
  );

  it('works without cksum, by its own copy alone', async () => {
    const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
    const bin = makeFolder(join(root, 'bin'));
    put(bin, 'cksum', '#!/bin/sh\nexit 127\n', 0o755);
    const script = inShell({ ...dash, path: `${bin}:${dash.path}` });
    expect(await script.prepare(path)).toMatchObject({ status: 0 });
    expect(await script.prepare(path)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(tree(join(root, 'home/.claude-sessions', ID))).not.toHaveProperty(['settings.cksum']);
  });

  it('ignores what comes after the id', () => {
    const { path } = makeHome({ name: '' });
    const env = { HOME: join(root, 'home') };
    expect(runScript(dash, path, [ID, ';', 'exit', '$?'], env)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('has the line by which the CLI knows its scripts', () => {
    for (const file of [SCRIPT, COMPOSE_SCRIPT, ASSET.replace(/sh$/, 'ps1')]) {
      expect(readFileSync(file, 'utf8')).toMatch(/^(#!.*\n)?# Claude Sessions: prepares, on the host/);
    }
  });

  it.skipIf(!has('shellcheck') && process.env.CI !== 'true')('is clean to shellcheck', () => {
    const run = spawnSync('shellcheck', ['-s', 'sh', SCRIPT, COMPOSE_SCRIPT], { encoding: 'utf8' });
    expect(run.stdout + run.stderr).toBe('');
  });

  it('costs some milliseconds', async () => {
    const { path } = makeHome(homes.find(({ name }) => name === 'full') as Home);
    runScript(dash, path, [ID], { HOME: join(root, 'home') });
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      runScript(dash, path, [ID], { HOME: join(root, 'home') });
      return performance.now() - start;
    }).sort((a, b) => a - b);
    // Some 15 ms here; the limit only says that nothing has become slow.
    expect(times[0]).toBeLessThan(150);
  });
});
