import { appendFileSync, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guardHooks } from '../../core/src/guard/guardHooks.ts';
import { writeHostFile } from '../harness/project/project.ts';
import { useHarness } from '../harness/start/harness.ts';
import { tryRunAs } from '../harness/system/hostUser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { soon } from '../harness/vscode/steps.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import { cliTwin } from './support/cliTwin.ts';
import { folderContent } from './support/folderContent.ts';
import { ShareWindow } from './support/ShareWindow.ts';

const config = '.devcontainer/devcontainer.json';

const features = 'ghcr.io/claude-sessions/features';

/** As people write them: no two lines indented alike, comments everywhere, a comma too many. */
const odd = `// Team's container. Keep the order!
{
\t"name": "odd",   // shown in the window
    "image": "mcr.microsoft.com/devcontainers/base:debian",  /* to be pinned */

  "customizations": { "vscode": { "extensions": [ "a.b" ,
       "c.d" ] } }, // TODO ☃
  "postCreateCommand":"npm ci"   ,
}
`;
/** What a team has after a year. */
const realistic = `// The dev container of the weather app.
{
  "name": "Weather app",
  "image": "mcr.microsoft.com/devcontainers/typescript-node:22",

  // The API of the forecast, and its docs.
  "forwardPorts": [3000, 8080],
  "portsAttributes": {
    "3000": { "label": "App", "onAutoForward": "openBrowser" },
    "8080": { "label": "API" }
  },

  // Keep in step with .github/workflows/ci.yml.
  "postCreateCommand": "npm ci",
  "postStartCommand": "npm run watch",

  "customizations": {
    "vscode": {
      "extensions": [
        "biomejs.biome", // formats on save
        "vitest.explorer"
      ]
    }
  },
  "remoteUser": "node"
}
`;
/** However wide VS Code draws a tab. */
const collapsed = (text: string) => text.replace(/[ \t]+/g, ' ');
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

describeVsCode('Share, Isolate and Remove, from the palette', () => {
  let window: ShareWindow;

  beforeAll(async () => {
    window = await ShareWindow.start();
  });
  afterAll(() => window?.stop());
  keepOnFailure(() => ({ servers: [window?.server], workbenches: window?.windows ?? [] }));

  const ask = (title: string) => window.ask(title);

  it('shows the diff and what the container gets, and Cancel changes nothing', async () => {
    const folder = await window.open('odd', { [config]: odd });
    const { workbench } = window;
    const before = folderContent(folder);
    const homeBefore = folderContent(window.home);
    const item = await workbench.statusBar.waitFor('Claude: not set up');
    expect(item.ariaLabel).toMatch(/^Claude Sessions: Not set up: .*Click to share\.$/);
    await ask('Share Claude sessions');
    expect(await workbench.editor.isDiff()).toBe(true);
    expect(await workbench.editor.title()).toBe(`${config}: as it is ↔ Share Claude sessions (odd)`);
    const { original, modified } = await workbench.editor.diff();
    expect(collapsed(original)).toBe(collapsed(odd));
    expect(modified).toContain('ghcr.io/claude-sessions/features/claude-sessions:1');
    expect(modified).toContain('TODO ☃');
    // It makes way for the list, a moment later.
    await expect.poll(() => workbench.notifications.all(), soon).toEqual([]);
    const { title, placeholder } = await workbench.quick.asked();
    expect([title, placeholder]).toEqual(['Share Claude sessions: odd', 'Apply what the diff shows?']);
    expect(await workbench.quick.readAll()).toEqual([
      `Apply\nChanges ${config} in 3 places, as the diff shows, and saves it.`,
      'Apply, and install Claude Code\nNothing here installs Claude Code: its Feature is added as well.',
      'Options…\nChoose what is shared, and the login.',
      'Cancel\nNothing is changed.',
      "Can write: this project's conversations",
      "Can read: this project's memory (instructions that Claude on the host follows)",
      'Can read: agents, commands, skills, rules, output-styles, hooks of ~/.claude',
      'Can read: a filtered copy of settings.json',
      'Can read: copies of CLAUDE.md and what it imports, and of keybindings.json',
      'Can read: your answers about this project in .claude.json: trust, allowed tools,\nMCP servers without secrets',
      'Claude Code will ask you to choose a theme\nOn first start',
      'Claude Code will ask you to read the security notes',
      'Claude Code will ask you to log in (once: the login is kept across rebuilds)',
      'Claude Code will ask you to trust the project folder',
      `Added: Feature ${features}/claude-sessions:1\nChanges`,
      `Added: Feature ${features}/claude-profile:1`,
      "Added: initializeCommand that prepares the host's folders",
      'Created: .devcontainer/claude-sessions-prepare.sh\nOther files',
      'Created: .devcontainer/claude-sessions-prepare.ps1',
    ]);
    await workbench.quick.choose('Cancel');
    await expect.poll(() => workbench.editor.tabs(), soon).toEqual([]);
    await expect.poll(() => folderContent(folder), soon).toEqual(before);
    expect(folderContent(window.home)).toEqual(homeBefore);
    expect(await workbench.rendererErrors()).toEqual([]);
  });

  it('does what the command line would, byte for byte, and one undo takes it back', async () => {
    const folder = await window.open('odd', { [config]: odd });
    const { workbench } = window;
    const planned = await cliTwin(folder, ['share']);
    await workbench.openFile('devcontainer.json');
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.notifications.waitFor('This project’s Claude sessions are shared.');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    expect(Object.keys(planned)).toEqual([
      '.devcontainer/claude-sessions-prepare.ps1',
      '.devcontainer/claude-sessions-prepare.sh',
      config,
    ]);
    for (const line of odd.split('\n')) expect(window.read(folder)).toContain(utf8(line));
    expect(existsSync(join(window.home, '.claude-sessions'))).toBe(true);
    await workbench.editor.waitForTitle('devcontainer.json');
    expect(await workbench.editor.isDirty()).toBe(false);
    await workbench.editor.undo();
    expect(await workbench.editor.text()).toBe(odd);
    await workbench.editor.redo();
    expect(await workbench.editor.text()).toBe(
      Buffer.from(planned[config] ?? '', 'latin1')
        .toString()
        .slice(4),
    );
  });

  it('finds nothing to change a second time, isolates, shares, and removes to the byte', async () => {
    const folder = await window.open('toggle', { [config]: odd });
    const { workbench } = window;
    const before = folderContent(folder);
    const shared = await cliTwin(folder, ['share']);
    await workbench.statusBar.waitFor('Claude: not set up');
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(shared);
    await workbench.notifications.clear();
    await workbench.palette('Claude Sessions: Share Claude sessions');
    await workbench.notifications.waitFor('toggle is shared already: nothing is to be changed.');
    await expect.poll(() => folderContent(folder), soon).toEqual(shared);
    await ask('Isolate Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: isolated');
    await workbench.notifications.waitFor('Claude’s state is kept in a volume of its own.');
    expect(window.read(folder)).toContain('claude-persist');
    await expect.poll(() => Object.keys(folderContent(folder)), soon).toEqual([config]);
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(shared);
    await ask('Remove Claude sessions set-up');
    expect(await workbench.quick.labels()).not.toContain('Options…');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: not set up');
    await expect.poll(() => folderContent(folder), soon).toEqual(before);
  });

  it.each([
    ['Windows line ends', odd.replaceAll('\n', '\r\n')],
    ['a byte order mark and no line end at its end', `\ufeff${odd.trimEnd()}`],
  ])('keeps a file with %s as the command line does, and restores it', async (what, text) => {
    const folder = await window.open(what.replaceAll(' ', '-'), { [config]: text });
    const { workbench } = window;
    const before = folderContent(folder);
    const planned = await cliTwin(folder, ['share']);
    await workbench.statusBar.waitFor('Claude: not set up');
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    await ask('Remove Claude sessions set-up');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: not set up');
    await expect.poll(() => folderContent(folder), soon).toEqual(before);
  });

  it('goes by what is typed and not saved, and one undo leaves that', async () => {
    const folder = await window.open('dirty', { [config]: odd });
    const { workbench } = window;
    const typed = odd.replace('debian', 'debian-12');
    await workbench.openFile('devcontainer.json');
    await workbench.editor.gotoText('base:debian');
    await workbench.editor.insert('-12');
    expect(await workbench.editor.isDirty()).toBe(true);
    await ask('Share Claude sessions');
    expect(collapsed((await workbench.editor.diff()).original)).toBe(collapsed(typed));
    await workbench.quick.choose('Cancel');
    await workbench.editor.waitForTitle('devcontainer.json');
    expect([await workbench.editor.text(), await workbench.editor.isDirty()]).toEqual([typed, true]);
    expect(window.read(folder)).toBe(utf8(odd));
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    const twin = await window.sibling(folder, { [config]: typed });
    const planned = await cliTwin(twin, ['share']);
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    expect(await workbench.editor.isDirty()).toBe(false);
    await workbench.editor.undo();
    expect(await workbench.editor.text()).toBe(typed);
  });

  it('asks beside the diff, which stays in view; title, notification and palette answer', async () => {
    const folder = await window.open('weather-app', { [config]: realistic });
    const { workbench } = window;
    const before = folderContent(folder);
    await workbench.statusBar.waitFor('Claude: not set up');
    await workbench.page.keyboard.press('Control+b');
    const share = async () => {
      await workbench.palette('Claude Sessions: Share Claude sessions');
      await workbench.chooseLogin();
      const { text, actions } = await workbench.notifications.waitFor('Apply · Details…');
      expect(text).toContain(
        "Share Claude sessions: weather-app? The container can write this project's conversations; it can read",
      );
      expect(actions).toEqual(['Cancel']);
    };
    const isOver = async () => {
      await expect.poll(() => workbench.editor.tabs(), soon).toEqual([]);
      await expect.poll(() => workbench.notifications.all(), soon).toEqual([]);
      expect(folderContent(folder)).toEqual(before);
    };
    await share();
    await expect
      .poll(async () => (await workbench.editor.diff()).modified, soon)
      .toContain('"initializeCommand"');
    expect(await workbench.page.locator('.quick-input-widget:visible').count()).toBe(0);
    await workbench.picture('share-preview');
    // A notification that only tells is gone by then.
    await workbench.page.waitForTimeout(20_000);
    await workbench.notifications.choose('Share Claude sessions: weather-app?', 'Cancel');
    await isOver();
    await share();
    await workbench.editor.titleAction('Cancel the change shown');
    await isOver();
    await share();
    await workbench.page.locator('.tab.active .tab-actions .action-label').click();
    await isOver();
    await share();
    // Who leaves the list is asked still.
    await workbench.changeDetails();
    await workbench.quick.dismiss();
    await workbench.notifications.waitFor('Apply · Details…');
    await workbench.editor.titleAction('Apply the change shown');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => workbench.editor.tabs(), soon).toEqual([]);
  });

  it('offers the guard, and turns it on and off from the view and the palette', async () => {
    const folder = await window.open('guarded', { [config]: realistic });
    const { workbench } = window;
    const { notifications } = workbench;
    const settings = join(window.home, '.claude/settings.json');
    await workbench.statusBar.waitFor('Claude: not set up');
    await ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    const offer = 'Have Claude Code on this host check what the container wrote';
    expect((await notifications.waitFor(offer)).actions).toEqual(['Turn on the guard', 'No']);
    const tree = await workbench.view('Checks');
    const isShown = (how: RegExp) =>
      expect.poll(async () => (await tree.waitFor('Guard')).text, soon).toMatch(how);
    await isShown(/^Guard ?off$/);
    await notifications.choose(offer, 'Turn on the guard');
    await notifications.waitFor('The guard is on, by hooks in ~/.claude/settings.json.');
    await isShown(/^Guard ?on$/);
    await workbench.screenshot('guard');
    // What Claude Code runs before a prompt of this project: the editor's own program has nothing against it.
    const hooks = guardHooks(readFileSync(settings, 'utf8'));
    const command = hooks.find(({ path }) => path[1] === 'UserPromptSubmit')?.command ?? 'exit 99';
    const id = '0e7e4f5c-0000-4000-8000-000000000000';
    const transcripts = join(window.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
    const input = JSON.stringify({ session_id: id, transcript_path: join(transcripts, `${id}.jsonl`) });
    const env = { HOME: window.home };
    const hook = await tryRunAs(useHarness().user, 'sh', ['-c', command], { env, input });
    expect(hook).toMatchObject({ code: 0, stderr: '' });
    await notifications.clear();
    expect(await tree.inlineActions('Guard')).toEqual(['Turn off the guard']);
    await tree.inlineAction('Guard', 'Turn off the guard');
    await notifications.waitFor('The guard is off');
    await isShown(/^Guard ?off$/);
    expect(existsSync(settings)).toBe(false);
    await notifications.clear();
    await workbench.palette('Claude Sessions: Turn on the guard');
    await notifications.waitFor('The guard is on');
    await isShown(/^Guard ?on$/);
    await workbench.palette('Claude Sessions: Turn off the guard');
    await notifications.waitFor('The guard is off');
    expect(existsSync(settings)).toBe(false);
  });

  it('carries what the container of a reviewed project writes, and shows what waits and was left out', async () => {
    const folder = await window.open('reviewed', { [config]: realistic });
    const { workbench } = window;
    await workbench.statusBar.waitFor('Claude: not set up');
    await ask('Share Claude sessions');
    await workbench.quick.choose('Options…');
    await workbench.quick.toggle(['Review']);
    await window.waitForQuestion();
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: reviewed');
    const tree = await workbench.view('Checks');
    await tree.waitFor('nothing waits to be pulled or pushed');
    const id = '0e7e4f5c-0000-4000-8000-000000000000';
    const mirrors = readdirSync(join(window.home, '.claude-sessions')).map((name) =>
      join(window.home, '.claude-sessions', name, 'project'),
    );
    const mirror = mirrors.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) ?? '';
    const onHost = join(window.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'), `${id}.jsonl`);
    const line = (uuid: string, more: object) =>
      `${JSON.stringify({
        ...{ parentUuid: null, isSidechain: false, cwd: '/workspaces/reviewed/src', sessionId: id },
        ...{ version: '2.1.329', uuid: `00000000-0000-4000-8000-00000000000${uuid}` },
        ...{ timestamp: '2026-11-30T10:00:00.000Z', ...more },
      })}\n`;
    writeHostFile(
      join(mirror, `${id}.jsonl`),
      line('1', { type: 'user', message: { role: 'user', content: 'hi' } }),
    );
    const seen = () => (existsSync(onHost) ? readFileSync(onHost, 'utf8') : '');
    await expect.poll(seen, soon).toContain('"content":"hi"');
    expect(JSON.parse(seen()).cwd).toBe(join(folder, 'src'));
    const attachment = { type: 'hook_deferred_tool', toolName: 'Bash', toolInput: { command: 'id' } };
    appendFileSync(join(mirror, `${id}.jsonl`), line('2', { type: 'attachment', attachment }));
    await workbench.notifications.waitFor('Left out 1 line that could act on this host');
    await tree.expand('Left out');
    await tree.expand('0e7e4f5c');
    await tree.waitFor('hook_deferred_tool');
    await workbench.screenshot('review');
    const rows = (await tree.rows()).map(({ text }) => text);
    const at = rows.findIndex((text) => text.startsWith('Left out'));
    expect(rows.slice(at, at + 3)).toEqual([
      expect.stringMatching(/^Left out ?1 line of 1 conversation$/),
      expect.stringMatching(/^0e7e4f5c ?1 line$/),
      expect.stringMatching(/^hook_deferred_tool ?1 line, would act on this host$/),
    ]);
    expect(seen()).not.toContain('hook_deferred_tool');
  });
});
