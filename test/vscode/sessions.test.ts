import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askOnHost } from '../harness/claude/claude.ts';
import { claudeEnvironment } from '../harness/claude/claudeEnvironment.ts';
import { beginInTerminal } from '../harness/claude/inTerminal.ts';
import { MockApi } from '../harness/claude/mockApi.ts';
import { answerQuestionsInside } from '../harness/claude/onboarding.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { onPath } from '../harness/project/doctor.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useDocker, useHarness } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { eventually } from '../harness/vscode/steps.ts';
import type { Tree } from '../harness/vscode/Tree.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';

const version = '2.1.329';
const title = 'Mend the login page';
const day = 24 * 60 * 60 * 1000;

const links = '[c](command:workbench.action.quit) ![p](https://evil.invalid/p.png) https://evil.invalid/b';
const evil = `$(squirrel) <img src=x onerror=window.pwned=1> ${links} \u001b[31mred\u001b]0;t\u0007 \u202edrow`;
const remnant = '99999999-9999-4999-8999-999999999999';

/** Conversations of the real client and forged ones, in one window: the tree, and what it leads to, by keyboard. */
describeVsCode('the tree Sessions', () => {
  let api: MockApi;
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let workbench: Workbench;
  let tree: Tree;
  let folder: string;
  let first: string;
  /** What its document says. */
  let said = '';

  beforeAll(async () => {
    [api, browser] = await Promise.all([MockApi.start(), Browser.start()]);
    project = await makeProject(onPath({ more: { containerEnv: claudeEnvironment(api) } }));
    folder = hostProjectFolder(project, project.folder);
    const { claude } = useHarness();
    writeHostFile(
      join(project.root, 'bin/claude'),
      `#!/bin/sh\nexec '${join(claude[version], 'claude')}' "$@"\n`,
      0o755,
    );
    await claudeSessions(project, 'share');
    const { containerId, remoteUser, remoteWorkspaceFolder } = await up(project);
    await answerQuestionsInside(useDocker(), containerId, remoteUser, remoteWorkspaceFolder);
    makeFolder(join(folder, remnant));
    first = await beginInTerminal(project, version, 'please mend the login page', api);
    const named = { type: 'custom-title', customTitle: title, sessionId: first };
    appendFileSync(join(folder, `${first}.jsonl`), `${JSON.stringify(named)}\n`);
    forge('The same with a link', { forkedFrom: { sessionId: first } });
    forge('Why is the build slow?', { age: day });
    forge('Upgrade to the next version', { age: 27 * day });
    const env = { ...claudeEnvironment(api), CLAUDE_SESSIONS_COLLECTION: useHarness().collection };
    host = await startHostServer(project, { env, settings: { 'workbench.list.defaultFindMode': 'filter' } });
    workbench = await browser.open(host.server.address({ folder: project.folder }));
    await workbench.statusBar.waitFor('Claude: ');
    tree = await workbench.view('Sessions');
  });
  afterAll(async () => {
    await browser?.stop();
    await host?.server.stop();
    await api?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [host?.server], workbenches: [workbench] }));

  /** Writes a conversation of one prompt, with what every line of it has. @returns its id */
  function forge(
    text: string,
    { age = 0, ...more }: { age?: number; [member: string]: unknown } = {},
  ): string {
    const sessionId = randomUUID();
    const timestamp = new Date(Date.now() - age).toISOString();
    const side = { cwd: project.folder, gitBranch: 'main', version, entrypoint: 'cli', isSidechain: false };
    const said = { parentUuid: null, uuid: randomUUID(), message: { role: 'user', content: text } };
    const path = join(folder, `${sessionId}.jsonl`);
    const line = { type: 'user', ...said, ...side, sessionId, timestamp, userType: 'external', ...more };
    writeHostFile(path, `${JSON.stringify(line)}\n`);
    utimesSync(path, new Date(Date.now() - age), new Date(Date.now() - age));
    return sessionId;
  }
  const read = (id: string) => readFileSync(join(folder, `${id}.jsonl`), 'utf8');
  const texts = async () => (await tree.rows()).map(({ text }) => text);

  it('has every conversation by its age, with words for what is special', async () => {
    await tree.waitFor(title);
    const rows = await tree.rows();
    expect(rows.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Today'],
      [2, expect.stringMatching(/^Mend the login page ?\d\d:\d\d\W+host$/)],
      [3, expect.stringMatching(/^The same with a link ?\d\d:\d\d\W+host$/)],
      [2, expect.stringMatching(/^Remnant 99999999 ?\d\d:\d\d\W+remnant\W+host$/)],
      [1, 'Last 7 days'],
      [2, expect.stringMatching(/^Why is the build slow\? ?\w{3} \d\d:\d\d\W+host$/)],
      [1, 'Older'],
      [
        2,
        expect.stringMatching(/^Upgrade to the next version ?\d{4}-\d\d-\d\d\W+deleted in \d days?\W+host$/),
      ],
    ]);
    for (const { ariaLabel } of rows) expect(ariaLabel).toMatch(/\w{3}/);
    expect(await tree.inlineActions(title)).toEqual([
      'Continue Claude here',
      'Continue Claude in the container',
    ]);
  });

  it('shows what was written, begun and deleted meanwhile, by itself', async () => {
    const id = forge('begun elsewhere');
    await tree.waitFor('begun elsewhere');
    rmSync(join(folder, `${id}.jsonl`));
    await eventually('it is gone', texts, (all) => !all.some((text) => text.includes('begun elsewhere')));
  });

  it('is filtered by what is typed', async () => {
    await tree.focus();
    await workbench.page.keyboard.press('Control+Alt+f');
    await workbench.page.keyboard.type('next version');
    await eventually(
      'one is left',
      texts,
      (all) => all.length === 2 && Boolean(all[1]?.includes('next version')),
    );
    await workbench.page.keyboard.press('Escape');
    await tree.waitFor(title);
  });

  it('shows a conversation as a document that cannot be edited, at its end', async () => {
    const { editor, page } = workbench;
    await tree.open(title);
    await editor.waitForTitle(`${title}.md`);
    // The cursor goes to its end.
    const isAll = (text: string) => text.includes('users=1 assistant=0') && text.includes('please mend');
    await eventually('all of it', () => editor.text(), isAll);
    await workbench.sideBarWidth(430);
    await page.mouse.move(900, 600);
    await workbench.picture('sessions');
    await editor.focus();
    await editor.type('x');
    expect(await editor.isDirty()).toBe(false);
    // It goes on when the conversation does.
    await askOnHost(project, { version, api, args: ['--resume', first], prompt: 'and the logout' });
    said = await eventually(
      'what was said since',
      () => editor.text(),
      (text) => text.includes('and the logout'),
    );
  });

  it('makes nothing of a title and a prompt but text', async () => {
    const { editor, page } = workbench;
    forge(`${evil} prompt`);
    await tree.waitFor('squirrel');
    await tree.select('squirrel');
    const shown = await tree.waitFor('squirrel');
    const tooltip = await tree.tooltip('squirrel');
    for (const text of [shown.text, shown.ariaLabel, tooltip]) expect(text).not.toMatch(steering);
    await page.mouse.move(900, 300);
    await tree.open('squirrel');
    await editor.waitForTitle('squirrel');
    expect(await editor.title()).not.toMatch(steering);
    const text = await editor.text();
    expect(text).toContain('onerror=window.pwned=1');
    expect(text).not.toMatch(steering);
    // What an editor makes a link of leads out of the window only when somebody follows it; no command is one.
    expect(await page.locator('.codicon-squirrel, .monaco-editor img').count()).toBe(0);
    const commands = await editor.linkTargets();
    expect(commands.filter((target) => target.startsWith('command:'))).toEqual([]);
    for (const frame of page.frames())
      expect(await frame.evaluate(() => Reflect.get(globalThis, 'pwned'))).toBeUndefined();
    expect(workbench.watch.outside).toEqual([]);
  });

  it('copies the session id, of a remnant too', async () => {
    await tree.menuAction(title, 'Copy session id');
    await eventually(
      'the id',
      () => workbench.clipboard(),
      (text) => text === first,
    );
    await tree.menuAction('Remnant', 'Copy session id');
    await eventually(
      'the id',
      () => workbench.clipboard(),
      (text) => text === remnant,
    );
  });

  it('finds words as they are typed, and opens the conversation at the message', async () => {
    const { quick, editor, page } = workbench;
    await workbench.palette('Claude Sessions: Search Claude conversations…');
    const asked = async () => (await quick.asked()).placeholder;
    await eventually('the question', asked, (placeholder) => placeholder.startsWith('Words'));
    await page.keyboard.type('and the log', { delay: 20 });
    const found = () => quick.texts();
    await eventually('the hit alone', found, ([only = '', ...others]) => {
      return only.endsWith('and the logout') && others.length === 0;
    });
    await workbench.screenshot('sessions-search');
    await page.keyboard.press('Enter');
    await editor.waitForTitle(`${title}.md`);
    const current = page.locator('.editor-group-container.active .line-numbers.active-line-number').first();
    const heading = said.slice(0, said.indexOf('and the logout')).trimEnd().split('\n').length;
    await eventually(
      'the message',
      () => current.innerText(),
      (number) => number.trim() === String(heading),
    );
  });

  /** The side on which the first one is open. */
  async function openIn(): Promise<string> {
    const { stdout } = await claudeSessions(project, 'list', ['--json']);
    const { conversations } = JSON.parse(stdout) as {
      conversations: { id: string; openIn: string | null }[];
    };
    return `${conversations.find(({ id }) => id === first)?.openIn}`;
  }

  it('continues a conversation in the container, and on this host, by the real client', async () => {
    const { page } = workbench;
    const screen = () => workbench.terminalText();
    const isShown = (text: string) => text.includes('and the logout') && text.includes('users=2 assistant=1');
    await tree.menuAction(title, 'Continue Claude in the container');
    // What may act on this host is asked first, as ever.
    const question = 'Start the dev container with these changes?';
    await eventually('the question', screen, (text) => text.includes(question), 60_000);
    await page.keyboard.press('y');
    await eventually('the conversation inside', screen, isShown, 90_000);
    await workbench.screenshot('sessions-inside');
    // In a terminal that is closed, it would go on inside.
    await page.keyboard.type('/exit', { delay: 50 });
    await page.keyboard.press('Enter');
    await eventually('it is closed inside', openIn, (side) => side !== 'container', 60_000);
    await workbench.palette('Terminal: Kill All Terminals');
    await page.locator('.terminal-wrapper.active').waitFor({ state: 'hidden' });
    await tree.menuAction(title, 'Continue Claude here');
    await eventually('the conversation here', screen, isShown, 90_000);
    await tree.waitFor('open now');
    await workbench.palette('Terminal: Kill All Terminals');
    await eventually('it is closed', texts, (all) => !all.some((text) => text.includes('open now')));
  });

  it('branches at the message that is shown, and merges the branch back', async () => {
    const { quick, editor, notifications } = workbench;
    await tree.open(title);
    await editor.waitForTitle(`${title}.md`);
    await eventually(
      'all of it',
      () => editor.text(),
      (text) => text.includes('and the logout'),
    );
    await editor.gotoText('users=1 assistant=0');
    await workbench.palette('Claude Sessions: Branch conversation from here…');
    await eventually(
      'the question',
      async () => (await quick.asked()).title,
      (text) => text.startsWith('Branch'),
    );
    await quick.enter('The other way');
    await notifications.waitFor('There is a new conversation: The other way');
    const row = await tree.waitFor('The other way');
    expect(row).toMatchObject({ level: 3, ariaLabel: expect.stringMatching(/, branch$/) });
    const [fork = ''] = sessionsIn(folder).filter((id) => read(id).includes('The other way'));
    const messages = read(fork)
      .split('\n')
      .filter((line) => line.includes('"type":"user"'));
    expect(messages).toHaveLength(1);

    await askOnHost(project, { version, api, args: ['--resume', fork], prompt: 'with a link instead' });
    await tree.menuAction('The other way', 'Merge conversation into…');
    await quick.choose(title);
    await quick.choose('What was said');
    await notifications.waitFor('was merged into “Mend the login page”');
    expect(read(first)).toContain('with a link instead');
    await notifications.clear();
  });

  it('has 5,000 conversations a part at a time', async () => {
    for (let at = 0; at < 5000; at += 1) forge(`one of many ${at}`, { age: 2 * day + at * 1000 });
    await eventually(
      'the number of them',
      () => tree.description(),
      (text) => Number(text) > 5000,
      60_000,
    );
    // Their number is there before they are.
    await tree.waitFor('one of many 0');
    await tree.focus();
    await workbench.page.keyboard.press('End');
    await tree.waitFor('Show more');
    await workbench.page.keyboard.press('Enter');
    const focused = async () => (await tree.rows()).find((row) => row.focused)?.text;
    await eventually('the first of the next', focused, (text) => text?.startsWith('one of many 19') === true);
    await workbench.page.keyboard.press('End');
    await tree.waitFor('Show more');
    // All of them are found by their titles.
    await workbench.palette('Claude Sessions: Show conversation');
    const { page, quick } = workbench;
    await eventually(
      'the list',
      () => quick.texts(),
      (all) => all.some((text) => text.includes('one of many 1')),
    );
    await page.keyboard.insertText('one of many 4987');
    await eventually(
      'the one',
      () => quick.labels(),
      (all) => all.join() === 'one of many 4987',
    );
    await page.keyboard.press('Enter');
    await workbench.editor.waitForTitle('one of many 4987');
    expect(await workbench.rendererErrors()).toEqual([]);
  });
});

/** What steers a terminal, or the direction of writing. */
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
