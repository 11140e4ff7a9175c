import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { useDocker, useHarness } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import type { Tree } from '../harness/vscode/Tree.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

/** What would show that it was taken for more than text: a property of the window, a link, a picture, an icon, colours. */
const html = '<img src=x onerror=window.pwned=1><a href=https://evil.invalid>a</a>';
const links = '[c](command:evil.run) ![p](https://evil.invalid/p.png) https://evil.invalid/b';
const hidden = '\u001b[31mred\u001b]8;;https://evil.invalid\u0007 \u202edrow\u2066';
const evil = `$(squirrel) ${html} ${links} ${hidden}`;
/** As a name of a file or folder, which has no slash. */
const evilName = `${evil.replaceAll('/', '')}\nfake: line`;
const long = 'l'.repeat(10_000);

const config = (image: string) => `{
  "name": ${JSON.stringify(`${evil} ${long}`)},
  "image": ${JSON.stringify(image)},
  "remoteUser": "vscode",
  "features": {
    ${JSON.stringify(`evil.invalid/${html}/claude-sessions:1`)}: {},
    ${JSON.stringify(`evil.invalid/[c](command:evil.run)/claude-persist:1`)}: {}
  },
  "mounts": [
    ${JSON.stringify({ type: 'bind', source: '/nowhere', target: `/home/vscode/.claude/agents/${evil}`, readonly: true })},
    ${JSON.stringify(`type=bind,source=/nowhere/${evil},target=/data/${html}`)},
    ${JSON.stringify(`type=bind,source=/nowhere/${long},target=/data/${long}`)},
    ${JSON.stringify(`type=bind,source=/nowhere\nfake: line,target=/home/vscode/.claude/${html}`)}
  ]
}
`;

/** Names, files and a container that mean ill are text, and no more of it than can be read. */
describeVsCode('hostile text', () => {
  let browser: Browser;
  let project: Project;
  let server: VsCodeServer;
  let workbench: Workbench;
  let hostile: string;

  beforeAll(async () => {
    browser = await Browser.start();
    const { images } = useHarness();
    project = await makeProject();
    hostile = makeFolder(join(project.root, 'work', evilName));
    writeHostFile(join(hostile, '.devcontainer', evilName, 'devcontainer.json'), config(images.vscode));
    await claudeSessions(project, 'share');
    const container = await up(project);
    await replaceProgram(container.containerId);
    const folders = [{ path: project.folder }, { path: hostile }];
    const workspace = writeHostFile(join(project.root, 'both.code-workspace'), JSON.stringify({ folders }));
    server = await VsCodeServer.start({
      home: project.home,
      env: hostEnvironment(project),
      extensions: [useVsCode().vsix],
      settings: { 'claudeSessions.trace.server': 'verbose' },
    });
    workbench = await browser.open(server.address({ workspace }));
    await workbench.statusBar.waitFor('Claude: ');
    // All of what is written to the log is in it.
    await workbench.palette('Developer: Set Log Level...');
    await workbench.quick.choose('Claude Sessions');
    await workbench.quick.choose('Trace');
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [server], workbenches: [workbench] }));

  it('is text in the view, on one line each, and in its tooltips', async () => {
    const tree = await workbench.view('Checks');
    await tree.waitFor('squirrel');
    const seen = await walk(tree);
    const shown = [...seen].join('\n');
    // Each of them is shown, as it is written; the container's words too.
    expect(shown).toContain('$ (squirrel) <img src=x onerror=window.pwned=1>');
    expect(shown).toContain('"readonly" is dropped');
    expect(shown).toContain('made-up');
    expect(shown).toContain('[c](command:evil.run)');
    expect(shown).toContain('\\u001b[31mred');
    for (const text of seen) expectPlain(text, 420);
    await tree.select('squirrel');
    expectPlain(await tree.tooltip('squirrel'), 4000);
    await expectInert();
  });

  it('is text in the status bar', async () => {
    const tooltip = () => workbench.statusBar.tooltip('Claude: ');
    await expect.poll(tooltip).toContain('Click to troubleshoot.');
    expect(await tooltip()).toContain('$ (squirrel) <img src=x');
    expectPlain(await tooltip(), 1500);
    await expectInert();
  });

  it('is text in Problems and in hovers', async () => {
    const { editor } = workbench;
    const tree = await workbench.view('Checks');
    await tree.focus();
    const reached = async () => {
      await tree.press('ArrowDown');
      return (await tree.rows()).find(({ focused }) => focused)?.text ?? '';
    };
    await expect.poll(reached, { interval: 1 }).toContain('"readonly" is dropped');
    expectPlain(await tree.tooltip('"readonly" is dropped'), 4000);
    await expectInert();
    await workbench.page.keyboard.press('Enter');
    await editor.waitForTitle('devcontainer.json');
    await expect.poll(async () => (await workbench.problems()).join('\n')).toContain('object-readonly');
    const problems = (await workbench.problems()).filter((row) => row.includes('claude-sessions'));
    expect(problems.join('\n')).toContain('<img src=x onerror=window.pwned=1>');
    for (const row of problems) expectPlain(row, 3500);
    await expectInert();
    await editor.gotoText('{"type":"bi');
    const hover = await editor.hover('Our way');
    expect(hover).toContain('<img src=x onerror=window.pwned=1>');
    expectPlain(hover, 8000);
    await expectInert();
    await workbench.page.keyboard.press('Escape');
  });

  it('is text in questions, in the preview of a change, and in messages', async () => {
    const { quick, editor, notifications, page } = workbench;
    await workbench.palette('Claude Sessions: Isolate Claude sessions');
    const choices = await quick.texts();
    expect(choices).toHaveLength(2);
    for (const choice of choices) expectPlain(choice, 800);
    await expectInert();
    await quick.choose('squirrel');
    await workbench.chooseLogin();
    const asked = await notifications.waitFor('Isolate Claude sessions: ');
    expectPlain(asked.text, 1000);
    expect(await page.locator('.notification-list-item-message a').allInnerTexts()).toEqual([
      'Apply',
      'Details…',
    ]);
    await workbench.changeDetails();
    for (const line of await quick.texts()) expectPlain(line, 1000);
    expectPlain((await quick.asked()).title, 300);
    expectPlain(await editor.title(), 800);
    await expectInert();
    await quick.choose('Cancel');
    await workbench.palette('Claude Sessions: Check Claude mounts');
    const { text } = await notifications.waitFor('squirrel');
    expectPlain(text, 1000);
    const linked = page.locator('.notification-list-item-message a');
    expect(await linked.count()).toBe(0);
    await expectInert();
    await notifications.clear();
  });

  it('is text in the report, and in what Markdown makes of it', async () => {
    const { editor } = workbench;
    await workbench.palette('Claude Sessions: Open troubleshooting report');
    await editor.waitForTitle('Claude Sessions report.md');
    const text = await editor.text();
    expect(text).toContain('<img src=x onerror=window.pwned=1>');
    for (const line of text.split('\n')) expectPlain(line, 3000);
    await workbench.palette('Markdown: Open Locked Preview to the Side');
    await expect.poll(async () => (await preview()) !== undefined).toBe(true);
    const body = (await preview())?.locator('body');
    const rendered = (await body?.innerText()) ?? '';
    expect(rendered).toContain('[c](command:evil.run)');
    expect(rendered).toContain('<img src=x onerror=window.pwned=1>');
    const addresses = await body?.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(addresses?.length).toBeGreaterThan(3);
    const ours =
      /^https:\/\/github\.com\/claude-sessions\/claude-sessions\/blob\/main\/docs\/checks\.md#[a-z-]+$/;
    for (const address of addresses ?? []) expect(address).toMatch(ours);
    expect(await body?.locator('img, iframe, svg, form, input, video, object').count()).toBe(0);
    await expectInert();
  });

  it('is text in the log', () => {
    const log = server.files.outputChannel('Claude Sessions');
    expect(log).toContain('squirrel');
    for (const line of log.split(/\r?\n/)) expect(line.replaceAll('\t', '')).not.toMatch(steering);
  });

  it('left nothing on the error console', async () => {
    expect(await workbench.rendererErrors()).toEqual([]);
  });

  /** Nothing was made of it, in any frame, and nobody was asked for anything. */
  async function expectInert(): Promise<void> {
    for (const frame of workbench.page.frames()) {
      expect(await frame.evaluate(() => Reflect.get(globalThis, 'pwned'))).toBeUndefined();
      expect(await frame.locator(anythingMade).count()).toBe(0);
    }
    expect(workbench.watch.outside).toEqual([]);
  }

  /** The Markdown preview's document, when it is drawn. */
  async function preview(): Promise<Frame | undefined> {
    for (const frame of workbench.page.frames()) {
      const drawn = frame.locator('body.vscode-body h1');
      if ((await drawn.count().catch(() => 0)) > 0) return frame;
    }
    return undefined;
  }
});

/** What only comes to be when such text is taken for more than text. */
const anythingMade = [
  'img[src="x"]',
  ...['href', 'src', 'data-href'].map((name) => `[${name}*="evil"]`),
  '.codicon-squirrel',
].join(', ');

/** What steers a terminal, or the direction of writing. */
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** It has nothing hidden in it, and an end. */
function expectPlain(text: string, longest: number): void {
  expect(text).not.toMatch(steering);
  expect(text.length).toBeLessThanOrEqual(longest);
}

/** Opens all of a tree, from the top to its end, and returns what every row said, to the eye and to a screen reader. */
async function walk(tree: Tree): Promise<Set<string>> {
  const seen = new Set<string>();
  await tree.focus();
  let before = '';
  // What a busy machine has yet to draw is no end.
  let still = 0;
  for (let turn = 0; turn < 300 && still < 5; turn += 1) {
    if (still > 0) await sleep(200);
    await tree.press('ArrowRight');
    await tree.press('ArrowDown');
    const rows = await tree.rows();
    for (const { text, ariaLabel } of rows) seen.add(text).add(ariaLabel);
    const now = JSON.stringify(rows.map(({ text, focused }) => [text, focused]));
    still = now === before ? still + 1 : 0;
    before = now;
  }
  return seen;
}

/** Puts a program in the place of claude-state that says what it likes. */
async function replaceProgram(container: string): Promise<void> {
  const said = {
    ...{ version: `9 ${evil}`, mode: evil, configDir: `/home/vscode/${evil}`, folder: `/workspaces/${evil}` },
    slug: evil,
    findings: ['bridge-missing', 'made-up', 'volume-missing'].map((code) => ({
      ...{ code, severity: 'error', message: `${evil} ${long}`, evidence: `${evil}\n${evil}`, fix: evil },
    })),
  };
  const file = '/usr/local/bin/claude-state';
  const input = `#!/bin/sh\ncat <<'END'\n${JSON.stringify(said)}\nEND\n`;
  const write = ['sh', '-c', `rm -f ${file}; cat > ${file} && chmod 755 ${file}`];
  await useDocker().run(['exec', '-i', '-u', 'root', container, ...write], { input });
}
