import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import { toolBlock } from '../../harness/claude/mockApiEvents.ts';
import { answerQuestions } from '../../harness/claude/onboarding.ts';
import { Tmux } from '../../harness/claude/tmux.ts';
import { useMockApi } from '../../harness/claude/useMockApi.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { type ClaudeVersion, claudeVersions, provideClaudeCode } from '../../harness/start/claudeCode.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { succeeded, tryRun } from '../../harness/system/run.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const api = useMockApi();
const run = newFolder();

type SideName = 'host' | 'container';
const both: SideName[] = ['host', 'container'];

/** Files of this length are not whole in what a conversation says of an edit. */
const [one, two] = ['one', 'two'].map(
  (word) => `${word}\n\tindented\n${'a line of text\n'.repeat(3000)}`,
) as [string, string];

const firstPrompt = 'edit it';
const lastPrompt = 'and so on';

/** A reviewed project and what is its container, by folders: a home, a config directory, the mirror, and the project at another path. */
class Sides extends CliPlace {
  readonly #folders = { host: this.folder, container: join(this.root, 'workspaces/app') };
  readonly config = join(this.root, 'var/lib/claude');
  mirror = '';

  constructor(readonly program: string) {
    super();
  }

  async share(): Promise<void> {
    mkdirSync(this.#folders.container, { recursive: true });
    this.writeConfig(JSON.stringify({ image: 'debian', workspaceFolder: this.#folders.container }));
    put(join(this.home, '.claude.json'), JSON.stringify(answerQuestions({}, this.folder)));
    const inside = JSON.stringify(answerQuestions({}, this.#folders.container));
    put(join(this.config, '.claude.json'), inside);
    await this.carry('share', '--review');
    const all = join(this.home, '.claude-sessions');
    const [id = ''] = readdirSync(all).filter((name) => name.length > 20);
    this.mirror = join(all, id, 'project');
    await this.carry('push');
    mkdirSync(join(this.config, 'projects'));
    symlinkSync(this.mirror, join(this.config, 'projects', projectSlug(this.#folders.container)));
    symlinkSync(join(this.mirror, '.file-history'), join(this.config, 'file-history'));
  }

  /** Runs our program on a host where Claude Code is of a version that refuses links. */
  async carry(...args: string[]): Promise<string> {
    const PATH = `${dirname(programs.get('2.1.329') ?? '')}:${process.env.PATH}`;
    const { exitCode, stdout, stderr } = await this.runWith({ env: { PATH } }, ...args);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  at(side: SideName, path: string): string {
    return join(this.#folders[side], path);
  }

  env(side: SideName): Record<string, string> {
    const own = side === 'host' ? {} : { CLAUDE_CONFIG_DIR: this.config };
    const PATH = process.env.PATH ?? '';
    return { ...claudeEnvironment(api), PATH, HOME: this.home, IS_SANDBOX: '1', ...own };
  }

  /** A prompt that the model answers with uses of tools. */
  async ask(side: SideName, prompt: string, uses: { name: string; input: object }[], args: string[] = []) {
    api.answerWith = async ({ tools = [] }) => {
      const use = tools.length < 2 ? undefined : uses.shift();
      return use && [toolBlock(use.name, use.input)];
    };
    const env = { ...this.env(side), CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING: '1' };
    const given = ['-p', prompt, '--output-format', 'json', '--permission-mode', 'acceptEdits', ...args];
    const { stdout } = succeeded(await tryRun(this.program, given, { env, cwd: this.#folders[side] }));
    return (JSON.parse(stdout) as { session_id: string }).session_id;
  }

  /** Goes back to before the first prompt, by `/rewind` in a terminal. @returns what it said that it would do */
  async rewind(side: SideName, session: string): Promise<string> {
    const { username, uid, gid } = userInfo();
    const user = { name: username, uid, gid, path: [], temporary: this.root };
    const command = [this.program, '--resume', session];
    const terminal = await Tmux.start(command, { env: this.env(side), cwd: this.#folders[side], user });
    try {
      await terminal.waitFor(new RegExp(lastPrompt));
      await terminal.type('/rewind');
      await terminal.waitFor(/^❯\s\/rewind/m);
      await terminal.keys('Enter');
      await terminal.waitFor(/❯ \(current\)/);
      await terminal.keys('Up', 'Up');
      await terminal.waitFor(new RegExp(`^ +❯ ${firstPrompt}[\\s\\S]*Enter to continue`, 'm'));
      await terminal.keys('Enter');
      const screen = await terminal.waitFor(/^ *❯ 1\. Restore/m);
      await terminal.keys('1');
      await terminal.waitFor(/^(?![\s\S]*1\. Restore)/);
      return /The code will be \w+/.exec(screen)?.[0] ?? '';
    } finally {
      await terminal.stop();
    }
  }

  /** An edit and a new file, then another prompt, on one side of a project that is on both. @returns the session */
  async edit(from: SideName): Promise<string> {
    for (const side of both) put(this.at(side, 'sub/kept.txt'), one);
    const kept = this.at(from, 'sub/kept.txt');
    const session = await this.ask(from, firstPrompt, [
      { name: 'Read', input: { file_path: kept } },
      { name: 'Edit', input: { file_path: kept, old_string: 'one', new_string: 'two' } },
      { name: 'Write', input: { file_path: this.at(from, 'sub/made.txt'), content: 'made\n' } },
    ]);
    await this.ask(from, lastPrompt, [], ['--resume', session]);
    for (const side of both) {
      put(this.at(side, 'sub/kept.txt'), two);
      put(this.at(side, 'sub/made.txt'), 'made\n');
    }
    return session;
  }

  /** The project as a side has it: a text, and whether the other file is there. */
  found(side: SideName): [string, boolean] {
    return [readFileSync(this.at(side, 'sub/kept.txt'), 'utf8'), existsSync(this.at(side, 'sub/made.txt'))];
  }
}

const versions: readonly ClaudeVersion[] = rounds({
  short: claudeVersions.slice(0, 1),
  long: claudeVersions,
});

const programs = new Map<ClaudeVersion, string>();
beforeAll(async () => {
  for (const version of versions)
    programs.set(version, join(await provideClaudeCode(version, run), 'claude'));
});

async function newSides(version: ClaudeVersion): Promise<Sides> {
  const sides = new Sides(programs.get(version) ?? '');
  await sides.share();
  return sides;
}

it.each(versions)('with %s, /rewind inside takes back what was edited on the host', async (version) => {
  const sides = await newSides(version);
  const session = await sides.edit('host');
  await sides.carry('push');
  expect(await sides.rewind('container', session)).toBe('The code will be restored');
  expect(sides.found('container')).toEqual([one, false]);
  expect(sides.found('host')).toEqual([two, true]);
});

/** What the host is given a client that follows links at a rewind passes over. */
const onHost: [ClaudeVersion, string, [string, boolean]][] = [
  ['2.1.329', 'restored', [one, false]],
  ['2.1.197', 'unchanged', [two, true]],
];

it.each(onHost.filter(([version]) => versions.includes(version)))(
  'with %s, /rewind on the host leaves what was edited inside %s',
  async (version, how, found) => {
    const sides = await newSides(version);
    const session = await sides.edit('container');
    await sides.carry('pull');
    expect(await sides.carry('verify')).toContain('Nothing here can act on this host.');
    expect(await sides.rewind('host', session)).toBe(`The code will be ${how}`);
    expect(sides.found('host')).toEqual(found);
    expect(sides.found('container')).toEqual([two, true]);
  },
);

/** A folder outside of the project in the place of one of its own, with a file of that name. */
function linkOut(sides: Sides): string {
  const outside = join(sides.root, 'outside');
  put(join(outside, 'kept.txt'), 'private\n');
  put(join(outside, 'made.txt'), 'private\n');
  rmSync(sides.at('host', 'sub'), { recursive: true });
  symlinkSync(outside, sides.at('host', 'sub'));
  return outside;
}

/** What the files of a folder hold, wherever they lie in it. */
const textsBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));

it('a rewind on the host follows no link that the container makes later', async () => {
  const sides = await newSides('2.1.329');
  const session = await sides.edit('container');
  await sides.carry('pull');
  const outside = linkOut(sides);
  await sides.rewind('host', session);
  expect(textsBelow(outside)).toEqual(['private\n', 'private\n']);

  // What keeps it from that is what we say of the folder.
  const transcript = join(sides.home, '.claude/projects', projectSlug(sides.folder), `${session}.jsonl`);
  const text = readFileSync(transcript, 'utf8');
  writeFileSync(transcript, text.replace(/,"realParentDir":"[^"]*"/g, ''));
  await sides.rewind('host', session);
  expect(textsBelow(outside)).toEqual([one]);
});

it('of what the host backs up through a link nothing goes to the container', async () => {
  const sides = await newSides('2.1.329');
  const session = await sides.edit('host');
  await sides.carry('push');
  linkOut(sides);
  await sides.ask('host', 'what else', [], ['--resume', session]);
  await sides.carry('push');
  expect(textsBelow(join(sides.home, '.claude/file-history'))).toContain('private\n');
  const given = textsBelow(join(sides.mirror, '.file-history'));
  expect(given).toContain(one);
  expect(given).not.toContain('private\n');
});
