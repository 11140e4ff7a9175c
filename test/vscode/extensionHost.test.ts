import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hashTree } from '../harness/project/transcripts.ts';
import { useHarness } from '../harness/start/harness.ts';
import { giveTo } from '../harness/system/hostUser.ts';
import { repository } from '../harness/system/repository.ts';
import { run } from '../harness/system/run.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import type { InsideOptions } from '../harness/vscode/runInExtensionHost.ts';
import type { Opened } from '../harness/vscode/serverProgram.ts';
import { type ServerOptions, VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import { runInside } from './support/InsideWindow.ts';

const config = '.devcontainer/devcontainer.json';
const text = '{\n  // what everybody starts in\n  "image": "debian:12"\n}\n';

/** What commands tell of in every window here: there is no Dev Containers extension, and no finding is named. */
const always = [
  /^Changing the setting failed: The setting dev\.containers\.defaultFeatures belongs to .* Install it and try again\.$/,
  /^Showing devcontainer\.json failed: No finding was named\. Choose one in the view Checks\.$/,
];
const noFinding = /^Fixing failed: No finding was named\. Choose one in the view Checks\.$/;
const doings = ['Sharing', 'Isolating', 'Removing the set-up', 'Preparing this host'];
const ofConversations = ['Showing the conversation', 'Branching', 'Merging', 'Copying'];
const ofSnapshots = [
  'Taking a snapshot',
  'Going back',
  'Undoing the rollback',
  'Restoring',
  'Showing the usage',
];
const noRollback = /^Undoing the rollback failed: There is no rollback of this project to undo\./;
const noSnapshot = /^Going back failed: There is no snapshot of this project\./;
/** What the user keeps by *Take a snapshot* is the one thing that comes. */
const withoutSnapshots = (hashes: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(hashes).filter(([path]) => !path.startsWith('.claude-sessions/snapshots')),
  );
const noConversation = ['Continuing', ...ofConversations].map(
  (what) => new RegExp(`^${what} failed: There is no conversation of this project\\.`),
);
const notSetUp = /^Rebuilding the dev container failed: Nothing of Claude Sessions is set up in /;

/** The installed extension in the real extension host: in windows of every kind. */
describeVsCode('in the extension host', () => {
  let browser: Browser;
  let server: VsCodeServer;
  let root: string;
  let home: string;
  const started: VsCodeServer[] = [];

  const environment = () => ({ ...hostEnvironment({ home } as Project), CLAUDE_SESSIONS_COLLECTION: '' });
  const start = async (options: Partial<ServerOptions> = {}) => {
    const extensions = [useVsCode().vsix, useVsCode().probe];
    const one = await VsCodeServer.start({
      home,
      env: environment(),
      extensions,
      smokeTestDriver: true,
      ...options,
    });
    started.push(one);
    return one;
  };
  const folder = (name: string, files: Record<string, string | Buffer>) => {
    const path = makeFolder(join(root, name));
    for (const [file, content] of Object.entries(files)) writeHostFile(join(path, file), content);
    return path;
  };

  /** Runs tests inside: all of them pass, and nothing is the extension's fault. @returns what the user was told */
  const pass = async (options: InsideOptions, where = server) => {
    const { failed, faults, passed, told } = await runInside(browser, where, options);
    expect(failed).toEqual([]);
    expect(faults).toEqual([]);
    return { passed, told };
  };

  /** Calls every command. `expected`: what the user is told beside what is told always. */
  const commands = async (
    opened: Opened,
    {
      expected,
      ...data
    }: { answer: 'accept' | 'cancel'; folders: number; junk?: boolean; expected: RegExp[] },
    where = server,
  ) => {
    const { passed, told } = await pass({ ...opened, entry: 'commands.ts', data, timeout: 170_000 }, where);
    const { contributes } = JSON.parse(readFileSync(join(repository, 'extension/package.json'), 'utf8'));
    const ids = contributes.commands.map(({ command }: { command: string }) => command);
    expect(passed).toEqual(expect.arrayContaining(ids));
    const all = [...always, ...expected];
    expect(told.filter((line) => !all.some((pattern) => pattern.test(line)))).toEqual([]);
    expect(all.filter((pattern) => !told.some((line) => pattern.test(line)))).toEqual([]);
  };

  beforeAll(async () => {
    root = mkdtempSync(join(useHarness().runDirectory, 'tmp/e-'));
    giveTo(useHarness().user, root);
    home = makeFolder(join(root, 'home'));
    browser = await Browser.start();
    server = await start();
  });
  afterAll(async () => {
    await browser?.stop();
    for (const one of started) await one.stop();
  });

  it('every command is safe in an empty window, whatever it is called with', async () => {
    const missing = ['Checking the mounts', 'Rebuilding the dev container', 'Continuing', 'Searching'];
    const expected = [...doings, ...missing, ...ofConversations, ...ofSnapshots].map(
      (what) => new RegExp(`^${what} failed: No folder is open\\. Open the folder `),
    );
    const gone = /^Fixing failed: Nothing of the kind "..\/..\/etc" is found in \/no uri at all any more\./;
    await commands(
      {},
      { answer: 'cancel', folders: 0, junk: true, expected: [...expected, noFinding, gone] },
    );
  });

  it('every command is safe with a broken devcontainer.json, which stays as it is', async () => {
    const path = folder('broken', { [config]: '{ "image": "debian:12", "mounts": [' });
    const before = hashTree(path);
    const wrong = doings.map(
      (what) =>
        new RegExp(`^${what} failed: /.*devcontainer\\.json:1:36: close bracket expected\\. Fix this first`),
    );
    const invalid =
      /^Rebuilding the dev container failed: \/.*devcontainer\.json is not valid, so no dev container/;
    await commands(
      { folder: path },
      {
        answer: 'accept',
        folders: 1,
        expected: [...wrong, invalid, noFinding, noRollback, ...noConversation],
      },
    );
    expect(hashTree(path)).toEqual(before);
  });

  it('every command asks which, in a workspace of several folders, and does nothing when nobody says', async () => {
    const path = folder('several', {
      'a/.devcontainer.json': text,
      'a/.devcontainer/other/devcontainer.json': text,
      'b/.devcontainer/devcontainer.json': text,
      'c/README.md': '# none\n',
      'all.code-workspace': JSON.stringify({ folders: [{ path: 'a' }, { path: 'b' }, { path: 'c' }] }),
    });
    const before = hashTree(path);
    const workspace = join(path, 'all.code-workspace');
    await commands(
      { workspace },
      { answer: 'cancel', folders: 3, expected: [noFinding, noSnapshot, ...noConversation] },
    );
    expect(hashTree(path)).toEqual(before);
  });

  it('every command is safe where nothing may be written, and leaves nothing half done', async () => {
    const path = folder('fixed', { [config]: text });
    await run('chmod', ['-R', 'a-w', path]);
    const before = hashTree(path);
    const atHome = withoutSnapshots(hashTree(home));
    const denied = ['Sharing', 'Isolating'].map(
      (what) =>
        new RegExp(`^${what} failed: /.*devcontainer\\.json cannot be written \\(EACCES\\)\\. Give yourself`),
    );
    await commands(
      { folder: path },
      {
        answer: 'accept',
        folders: 1,
        expected: [...denied, notSetUp, noFinding, noRollback, ...noConversation],
      },
    );
    expect(hashTree(path)).toEqual(before);
    expect(withoutSnapshots(hashTree(home))).toEqual(atHome);
  });

  it('shares, isolates and removes without an engine’s program', async () => {
    const path = folder('alone', { [config]: text });
    const before = hashTree(path);
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const where = await start({ env: { ...environment(), PATH: bin } });
    const expected = [notSetUp, noFinding, noRollback, ...noConversation];
    await commands({ folder: path }, { answer: 'accept', folders: 1, expected }, where);
    expect(hashTree(path)).toEqual(before);
  });

  it('shares, isolates and removes with an engine that does not answer', async () => {
    const path = folder('nowhere', { [config]: text });
    const before = hashTree(path);
    const where = await start({ env: { ...environment(), DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
    const expected = [notSetUp, noFinding, noRollback, ...noConversation];
    await commands({ folder: path }, { answer: 'accept', folders: 1, expected }, where);
    expect(hashTree(path)).toEqual(before);
  });

  it('refuses in a restricted window, and writes nothing', async () => {
    const path = folder('restricted', { [config]: text });
    const where = await start({ trusted: false });
    const before = [hashTree(path), hashTree(home)];
    const guard = ['Turning on the guard', 'Turning off the guard'];
    const others = ['Fixing', 'Rebuilding the dev container', 'Continuing', 'Searching'];
    const refused = [...doings, ...others, ...ofConversations, ...ofSnapshots, ...guard].map(
      (what) => new RegExp(`^${what} failed: .* is not possible in this window, which is restricted: `),
    );
    await commands({ folder: path }, { answer: 'accept', folders: 1, expected: refused }, where);
    expect([hashTree(path), hashTree(home)]).toEqual(before);
  });

  it('starts by itself with .devcontainer/, and changes no byte more than the command line', async () => {
    const byteOrderMark = Buffer.from('\ufeff').toString('latin1');
    const before = byteOrderMark + text.replaceAll('\n', '\r\n');
    const files = { [config]: Buffer.from(before, 'latin1') };
    const path = folder('marked', files);
    const twin = {
      home: makeFolder(join(root, 'twin/home')),
      folder: folder('twin/marked', files),
    } as Project;
    const after = async (command: string) => {
      const env = { CLAUDE_SESSIONS_COLLECTION: '' };
      // Of the logins that are asked about, the first is taken.
      await claudeSessions(twin, command, ['--no-install-claude', '--login', 'shared'], { env });
      return readFileSync(join(twin.folder, config), 'latin1');
    };
    const shared = await after('share');
    const data = { file: join(path, config), before, shared, isolated: await after('isolate') };
    expect(shared).not.toBe(before);
    expect(await pass({ folder: path, entry: 'sharing.ts', data })).toMatchObject({ told: [] });
  });

  it('starts by itself with .devcontainer.json, and its language server answers', async () => {
    const object = '{ "source": "v", "target": "/v", "readonly": true }';
    const login = '"type=bind,source=/home/me/.claude/.credentials.json,target=/x"';
    const source = `{\n  "image": "debian:12",\n  "features": { },\n  "mounts": [\n    ${login},\n    ${object} // one\n  ]\n}\n`;
    const path = folder('language', { '.devcontainer.json': source });
    const data = {
      file: join(path, '.devcontainer.json'),
      features: ['persist', 'sessions', 'profile'].map(
        (name) => `ghcr.io/claude-sessions/features/claude-${name}:1`,
      ),
      mended: 'object-readonly',
      after: source.replace(object, '"type=volume,source=v,target=/v,readonly"'),
    };
    expect(await pass({ folder: path, entry: 'language.ts', data })).toMatchObject({ told: [] });
  });

  it.each([
    ['.devcontainer/one/devcontainer.json', true],
    ['.devcontainer/one/two/devcontainer.json', false],
  ])('starts by itself with %s: %s', async (file, active) => {
    const path = folder(`activation-${active}`, { [file]: text });
    await pass({ folder: path, entry: 'activation.ts', data: { active } });
  });
});
