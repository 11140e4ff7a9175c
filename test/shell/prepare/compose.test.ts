import { spawn } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeCompose } from '../../../cli/src/prepare/prepareCompose.ts';
import { prepareHost } from '../../../cli/src/prepare/prepareHost.ts';
import { PrepareRefusal } from '../../../core/src/prepare/refusal.ts';
import { defaultShareOptions, type ShareOptions } from '../../../core/src/share/options.ts';
import { scriptWords } from '../../../core/src/share/scriptWords.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from './homes.ts';
import { COMPOSE_SCRIPT, makeFolder, type Run, runScript, SCRIPT, shells } from './shells.ts';
import { tree } from './tree.ts';

const ID = '0abc';
const base = newFolder();
let root: string;
let app: string;

const clear = () => {
  root = join(base, 'host');
  rmSync(root, { recursive: true, force: true });
  app = join(root, 'app');
  makeFolder(join(app, '.devcontainer'));
};
beforeEach(clear);

interface Place {
  home?: string;
  /** The folder of devcontainer.json, in the workspace. */
  beside?: string;
  options?: Partial<ShareOptions>;
}

/** One of the hands of *prepare*, for the Compose service `app`. */
interface Hand {
  name: string;
  prepare(place?: Place): Promise<Run>;
}

const inTypeScript: Hand = {
  name: 'TypeScript',
  async prepare({ home = join(root, 'home'), beside = '.devcontainer', options } = {}) {
    try {
      await prepareHost({
        home,
        configDir: undefined,
        workspaceFolder: app,
        devcontainerId: ID,
        platform: 'linux',
        review: false,
        login: options?.login === 'host-readonly',
        compose: {
          service: 'app',
          options: { ...defaultShareOptions, ...options },
          beside: join(app, beside),
        },
      });
      return { status: 0, stdout: '', stderr: '' };
    } catch (error) {
      if (!(error instanceof PrepareRefusal)) throw error;
      return { status: 1, stdout: '', stderr: `claude-sessions: ${error.message} ${error.hint}\n` };
    }
  },
};

const scripts: Hand[] = shells().map((shell) => ({
  name: shell.name,
  async prepare({ home = join(root, 'home'), beside = '.devcontainer', options } = {}) {
    const words = scriptWords({ ...defaultShareOptions, ...options }, 'app');
    const script = join(beside, 'claude-sessions-prepare.sh');
    makeFolder(dirname(join(app, script)));
    copyFileSync(COMPOSE_SCRIPT, join(app, script));
    try {
      return runScript(shell, app, [ID, ...words], { HOME: home, CDPATH: home }, script);
    } finally {
      rmSync(join(app, script));
    }
  },
}));
const hands = [inTypeScript, ...scripts];

/** Runs a program beside others. */
function start(
  command: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Run> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })));
}

const written = (beside = '.devcontainer') =>
  readFileSync(join(app, beside, '.claude-sessions/compose.yaml'), 'utf8');

describe('prepare for Docker Compose, in every shell and in TypeScript', () => {
  const places: [string, Place][] = [
    ['the usual', {}],
    ['no profile', { options: { profile: false } }],
    ['everything', { options: { memory: 'rw', tasks: true, allProjects: true, plugins: true } }],
    ["the host's login", { options: { login: 'host-readonly', plugins: true } }],
    ['plugins alone', { options: { profile: false, plugins: true } }],
    ['beside .devcontainer.json', { beside: '.' }],
    ['one of several configurations', { beside: '.devcontainer/my $(app)' }],
    ['a home with quotes, $ and spaces', { home: `me 'n' "you" $HOME \${X} $(id) \\n: #` }],
    ['a home with other letters', { home: 'é 漢字 😀 \u00a0' }],
  ];

  it.each(places)('does the same to the same host: %s', async (_, place) => {
    const trees = [];
    for (const hand of hands) {
      clear();
      // A container made the folders that may be missing.
      makeFolder(join(app, place.beside ?? '.devcontainer'));
      const at = { ...place, home: makeFolder(join(root, place.home ?? 'home')) };
      expect(await hand.prepare(at), hand.name).toEqual({ status: 0, stdout: '', stderr: '' });
      trees.push({ hand: hand.name, tree: tree(root) });
      const once = tree(join(app, place.beside ?? '.devcontainer', '.claude-sessions'), { times: true });
      expect(await hand.prepare(at), hand.name).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(tree(join(app, place.beside ?? '.devcontainer', '.claude-sessions'), { times: true })).toEqual(
        once,
      );
    }
    for (const each of trees) expect(each.tree, each.hand).toEqual(trees[0]?.tree);
  });

  it.each(['a\nb', 'tab\there', 'bell\u0007', 'del\u007f', 'nel\u0085', 'ls\u2028', 'ps\u2029'])(
    'refuses the home %j',
    async (name) => {
      const said = [];
      for (const hand of hands) {
        clear();
        const run = await hand.prepare({ home: makeFolder(join(root, name)) });
        expect(run.status, hand.name).toBe(1);
        expect(tree(join(root, name)), hand.name).toEqual({});
        said.push(run.stderr);
      }
      expect(new Set(said).size).toBe(1);
      expect(said[0]).toContain('no Compose file can hold it');
    },
  );
});

describe('a home with slashes at its end', () => {
  it.each(['/', '///'])('%s is the same home, in every shell and in TypeScript', async (slashes) => {
    await inTypeScript.prepare({ home: makeFolder(join(root, 'home')) });
    const without = tree(root);
    for (const hand of hands) {
      clear();
      const home = makeFolder(join(root, 'home')) + slashes;
      expect(await hand.prepare({ home }), hand.name).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(tree(root), hand.name).toEqual(without);
    }
  });
});

describe.each(hands)('the Compose file, by $name', (hand) => {
  it('has every mount in long syntax, and is kept out of git', async () => {
    await hand.prepare({ options: { profile: false, tasks: true } });
    const home = join(root, 'home');
    expect(
      written(),
    ).toBe(`# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.
services:
  'app':
    environment:
      CLAUDE_CODE_PROJECT_DIR_NAME: shared
    volumes:
      - type: bind
        source: '${home}/.claude-sessions/0abc/project'
        target: /mnt/claude-host/project
        bind:
          create_host_path: false
      - type: bind
        source: '${home}/.claude-sessions/0abc/memory'
        target: /mnt/claude-host/project/memory
        read_only: true
        bind:
          create_host_path: false
      - type: bind
        source: '${home}/.claude/tasks'
        target: /mnt/claude-host/tasks
        bind:
          create_host_path: false
`);
    expect(tree(join(app, '.devcontainer/.claude-sessions'))).toMatchObject({
      '.gitignore': 'file 600 "*\\n"',
    });
  });

  it('is put right when somebody changed it', async () => {
    await hand.prepare();
    const right = written();
    put(app, '.devcontainer/.claude-sessions/compose.yaml', 'services: {app: {privileged: true}}\n');
    expect(await hand.prepare()).toMatchObject({ status: 0 });
    expect(written()).toBe(right);
  });

  it.each(['compose.yaml', '.gitignore'])(
    'is written through no link that is in the place of %s',
    async (name) => {
      await hand.prepare();
      const victim = join(root, 'home/.bashrc');
      const path = join(app, '.devcontainer/.claude-sessions', name);
      // With the right content too: what the link leads to may change after it was looked at.
      for (const text of ['mine\n', readFileSync(path, 'utf8')]) {
        put(root, 'home/.bashrc', text);
        rmSync(path);
        symlinkSync(victim, path);
        expect(await hand.prepare()).toMatchObject({ status: 0 });
        expect(readFileSync(victim, 'utf8')).toBe(text);
        expect(lstatSync(path).isFile()).toBe(true);
      }
    },
  );

  it.each<[string, (path: string) => void]>([
    ['a link to a folder', (path) => symlinkSync(makeFolder(join(root, 'victim')), path)],
    ['a link that leads nowhere', (path) => symlinkSync(join(root, 'nowhere'), path)],
    ['a file', (path) => put(dirname(path), '.claude-sessions', '')],
    [
      'a folder with a folder for the file',
      (path) => mkdirSync(join(path, 'compose.yaml'), { recursive: true }),
    ],
  ])('is not written where its folder is %s', async (_, plant) => {
    plant(join(app, '.devcontainer/.claude-sessions'));
    const before = tree(root);
    const run = await hand.prepare();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('The folder .claude-sessions beside devcontainer.json is a link, a file');
    expect(tree(root)).toEqual(before);
  });
});

describe.each(hands)('where .devcontainer is a link out of the workspace, by $name', (hand) => {
  it.each(['there', 'not there'])('no Compose file is written, with one %s', async (there) => {
    const other = makeFolder(join(root, 'other/.devcontainer'));
    if (there === 'there') put(other, '.claude-sessions/compose.yaml', 'of another project\n');
    rmSync(join(app, '.devcontainer'), { recursive: true });
    symlinkSync('../other/.devcontainer', join(app, '.devcontainer'));
    const before = tree(root);
    const run = await hand.prepare();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('The folder of devcontainer.json lies outside of the workspace, by a link');
    expect(tree(root)).toEqual(before);
  });
});

describe.each(shells())('many at once, in $name and in TypeScript', (shell) => {
  it('all end well, and make what one makes', async () => {
    makeFolder(join(root, 'home'));
    await inTypeScript.prepare();
    const alone = tree(root);
    for (let round = 0; round < 12; round++) {
      clear();
      const home = makeFolder(join(root, 'home'));
      // One that leads nowhere any more: each of them wants to put it right.
      if (round % 2 === 1) {
        mkdirSync(join(home, '.claude-sessions', ID), { recursive: true, mode: 0o700 });
        symlinkSync('/nowhere', join(home, '.claude-sessions', ID, 'memory'));
      }
      const script = join(app, '.devcontainer/claude-sessions-prepare.sh');
      copyFileSync(COMPOSE_SCRIPT, script);
      const words = [ID, 'compose', 'app', 'profile'];
      const [command = 'sh', ...before] = shell.argv;
      const runs = Array.from({ length: 6 }, (_, i) => {
        if (i === 5) return inTypeScript.prepare();
        const args = [...before, '.devcontainer/claude-sessions-prepare.sh', ...words];
        return start(command, args, { cwd: app, env: { PATH: shell.path, HOME: home } });
      });
      expect(await Promise.all(runs)).toEqual(runs.map(() => ({ status: 0, stdout: '', stderr: '' })));
      rmSync(script);
      expect(tree(root)).toEqual(alone);
    }
  });
});

it('a link that takes the place of the folder while the file is written gets nothing', async () => {
  await inTypeScript.prepare();
  const folder = join(app, '.devcontainer/.claude-sessions');
  const victim = makeFolder(join(root, 'victim'));
  const sources = { devcontainerId: ID, claudeFolder: '/c', preparedFolder: '/p' };
  const compose = { service: 'app', options: defaultShareOptions, beside: dirname(folder) };
  let looks = 0;
  const inWorkspace = async () => true;
  const done = { made: [], refreshed: [] };
  const swapAtFirstWrite = {
    ...compose,
    // Read where the text is made: after the look at the folder.
    get options() {
      if (looks++ === 0) {
        renameSync(folder, `${folder}.was`);
        symlinkSync(victim, folder);
      }
      return defaultShareOptions;
    },
  };
  await expect(writeCompose(swapAtFirstWrite, sources, inWorkspace, done)).rejects.toThrow(PrepareRefusal);
  expect(looks).toBeGreaterThan(0);
  expect(tree(victim)).toEqual({});
});

describe('prepare.sh, told about Compose', () => {
  const [shell] = shells();
  const run = (...words: string[]) => runOf(COMPOSE_SCRIPT, words);
  const runOf = (script: string, words: string[]) => {
    copyFileSync(script, join(app, 'claude-sessions-prepare.sh'));
    makeFolder(join(root, 'home'));
    const env = { HOME: join(root, 'home') };
    if (!shell) throw new Error('no shell');
    return runScript(shell, app, [ID, ...words], env, 'claude-sessions-prepare.sh');
  };

  it('stops reading where cmd hands over the rest of its line', () => {
    expect(run('compose', 'app', ';', 'exit', '$?')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(written('.')).not.toContain('agents');
  });

  it.each([
    [['compose'], '"" is not the name of a Compose service'],
    [['compose', 'a b'], '"a b" is not the name of a Compose service'],
    [['compose', "x': {}"], 'is not the name of a Compose service'],
    [['compose', 'app', 'everything'], '"everything" is not known to this script'],
  ])('refuses %j', (words, message) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(tree(join(root, 'home'))).toEqual({});
  });

  it('refuses it where it was written without', () => {
    const { status, stderr } = runOf(SCRIPT, ['compose', 'app']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'written for a dev container without Docker Compose. Run "claude-sessions share" again.',
    );
    expect(tree(join(root, 'home'))).toEqual({});
  });

  it('is without a word of it where there is no Compose', () => {
    const plain = readFileSync(SCRIPT, 'utf8');
    expect(plain.match(/.*compose.*/gi)).toEqual([
      expect.stringContaining('"${1:-}" = compose'),
      expect.stringContaining('without Docker Compose'),
    ]);
    expect(plain).not.toMatch(/^ *#:/m);
    expect(readFileSync(COMPOSE_SCRIPT, 'utf8')).not.toMatch(/^ *#:/m);
  });
});
