import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askOnHost } from '../harness/claude/claude.ts';
import { MockApi } from '../harness/claude/mockApi.ts';
import { makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { eventually } from '../harness/vscode/steps.ts';
import type { Tree } from '../harness/vscode/Tree.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { webview } from '../harness/vscode/webview.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';

const version = '2.1.329';
const day = 24 * 60 * 60 * 1000;
const title = 'Mend the login page';
const opus = 'claude-opus-4-5-20251101';
const sonnet = 'claude-sonnet-4-5-20250929';
const evil = `"'><img src=https://evil.invalid/p.png onerror="window.pwned=1"><script>window.pwned=1</script></style></svg> [c](command:workbench.action.quit) \u001b[31m \u202erow`;

const subjects = [
  'Why is the build slow?',
  'Upgrade to the next version',
  'Write the tests of the parser',
  'Explain the cache',
  'Review my last commit',
];

const themes = [
  ['Light Modern', 'vs'],
  ['Dark High Contrast', 'hc-black'],
  ['Light High Contrast', 'hc-light'],
  ['Dark Modern', 'vs-dark'],
] as const;

/** Snapshots and the page of numbers, in one window without a container, by keyboard. */
describeVsCode('snapshots and usage', () => {
  let api: MockApi;
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let workbench: Workbench;
  let tree: Tree;
  let path: string;
  let first: string;

  beforeAll(async () => {
    [api, browser, project] = await Promise.all([MockApi.start(), Browser.start(), makeProject()]);
    const settings = { 'workbench.colorTheme': 'Dark Modern' };
    host = await startHostServer(project, { settings });
    const { sessionId } = await askOnHost(project, { version, api, prompt: 'hello' });
    first = sessionId;
    path = join(hostProjectFolder(project, project.folder), `${first}.jsonl`);
    appendFileSync(path, `${JSON.stringify({ type: 'custom-title', customTitle: title, sessionId })}\n`);
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

  const read = () => readFileSync(path, 'utf8');
  const command = (words: string) => workbench.palette(`Claude Sessions: ${words}`);
  /** Answers the question that shows what would change. */
  const agree = async (action: string) => {
    await eventually(
      `the question ${action}`,
      () => workbench.quick.texts(),
      (texts) => texts.some((text) => text.startsWith(action)),
    );
    await workbench.quick.choose(action);
  };

  it('takes a snapshot, goes back to it and undoes that', async () => {
    const { quick, notifications } = workbench;
    await tree.waitFor(title);
    await command('Take a snapshot of Claude conversations');
    await quick.enter('before the move');
    await notifications.waitFor(/^There is a new snapshot: 1 conversation, .* are new\./);
    await notifications.clear();
    expect(await tree.waitFor('Snapshots')).toMatchObject({ level: 1, expanded: false });
    await tree.expand('Snapshots');
    const line = await tree.waitFor('before the move');
    expect(line.text).toMatch(/^before the move ?\d\d:\d\d\W+1 conversation\W+\d+ kB$/);
    const before = read();
    await askOnHost(project, { version, api, args: ['--resume', first], prompt: 'and the logout' });
    const after = read();
    expect(after.length).toBeGreaterThan(before.length);

    await tree.open('before the move');
    await eventually(
      'what would change',
      () => quick.texts(),
      (texts) => texts.some((text) => text.includes('as it was before more was said')),
    );
    await workbench.screenshot('snapshots-question');
    await agree('Go back to “before the move”');
    await notifications.waitFor('Back to “before the move”: 1 conversation');
    expect(read()).toBe(before);
    await notifications.calm();
    await notifications.acceptFirst('Back to “before the move”');
    await notifications.waitFor('The last rollback was undone: 1 conversation');
    expect(read()).toBe(after);
    await notifications.clear();
    // What was there before each of them is in the list as well.
    await tree.waitFor('Before a rollback');
    await workbench.sideBarWidth(430);
    await workbench.screenshot('snapshots-tree');
  });

  it('goes back with one conversation, and undoes that from the palette', async () => {
    const { quick, notifications } = workbench;
    const after = read();
    await tree.menuAction(title, 'Go back to a snapshot…');
    await quick.choose('before the move');
    await agree('Go back to “before the move”');
    await notifications.waitFor('Back to “before the move”');
    expect(after.startsWith(read())).toBe(true);
    expect(read()).not.toBe(after);
    await notifications.clear();
    await command('Undo the last rollback');
    await agree('Undo the last rollback');
    await notifications.waitFor('The last rollback was undone');
    expect(read()).toBe(after);
    await notifications.clear();
  });

  it('brings a deleted conversation back', async () => {
    const { quick, notifications } = workbench;
    const before = read();
    rmSync(path);
    await command('Restore deleted conversations…');
    await quick.toggle([title]);
    await notifications.waitFor('1 conversation is back.');
    expect(before.startsWith(read())).toBe(true);
    await tree.waitFor(title);
    await notifications.clear();
  });

  /** Writes a conversation with one answer, with what its line has. */
  function forge(
    at: number,
    { model = opus, branch = 'main', text = 'hi', tool = 'Bash', output = 1000 },
  ): void {
    const sessionId = randomUUID();
    const timestamp = new Date(at).toISOString();
    const more = { cwd: project.folder, gitBranch: branch, version, entrypoint: 'cli', isSidechain: false };
    const prompt = randomUUID();
    const usage = {
      ...{ input_tokens: 100, output_tokens: output },
      ...{ cache_creation_input_tokens: 2000, cache_read_input_tokens: 50_000 },
    };
    const content = [
      { type: 'text', text: 'Done.' },
      { type: 'tool_use', id: `toolu_${randomUUID()}`, name: tool, input: {} },
    ];
    const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model, content, usage };
    const all = { sessionId, timestamp, userType: 'external', ...more };
    const lines = [
      { type: 'user', parentUuid: null, uuid: prompt, message: { role: 'user', content: text }, ...all },
      {
        ...{ type: 'assistant', parentUuid: prompt, uuid: randomUUID(), requestId: `req_${randomUUID()}` },
        ...{ message, ...all },
      },
    ];
    writeHostFile(
      join(hostProjectFolder(project, project.folder), `${sessionId}.jsonl`),
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    );
  }

  const shown = (text = 'Tools') => webview(workbench.page, 'h2, td, th, [aria-current]', text);
  /** The cells of a table, by its caption. */
  const rowsOf = (frame: Frame, caption: string) =>
    frame
      .locator('table', { has: frame.locator('caption', { hasText: caption }) })
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

  it('has the numbers as a page, in which names are text and nothing runs', async () => {
    const { page } = workbench;
    const noon = new Date().setHours(0, 0, 0, 0) - day / 2;
    const outputs = Array.from({ length: 24 }, (_, at) => 1000 + 400 * (at % 7));
    for (const [at, output] of outputs.entries()) {
      const text = subjects[at % subjects.length];
      const branch = at % 4 === 0 ? 'login' : 'main';
      forge(noon - at * day, { branch, output, ...(text && { text }) });
      if (at % 3 === 0)
        forge(noon - at * day, { model: sonnet, branch, output: 2000, ...(text && { text }) });
    }
    await tree.waitFor('slow');
    await command('Show Claude usage');
    let frame = await shown();
    const models = await rowsOf(frame, 'Models');
    expect(models.map(([name]) => name)).toEqual(expect.arrayContaining([opus, sonnet]));
    // 24 answers of Opus: 100 + 2000 + 50,000, and what they say.
    const output = outputs.reduce((sum, one) => sum + one);
    const opusRow = models.find(([name]) => name === opus);
    expect(opusRow?.[2]).toBe((24 * 52_100 + output).toLocaleString('en-US'));
    expect(opusRow?.[4]).toBe(output.toLocaleString('en-US'));
    const dollars = (24 * (100 * 5 + 2000 * 6.25 + 50_000 * 0.5) + output * 25) / 1e6;
    expect(opusRow?.[1]).toBe(`$${dollars.toFixed(2)}`);
    expect((await rowsOf(frame, 'Branches')).map(([name]) => name)).toEqual(
      expect.arrayContaining(['login', 'main']),
    );
    expect(await rowsOf(frame, 'Tools')).toEqual([['Bash', '32', '0']]);
    expect(await frame.locator('figure svg[role=img]').count()).toBe(2);
    await page.mouse.move(900, 600);
    await workbench.picture('usage');

    forge(noon, { model: evil, branch: evil, text: evil, tool: evil });
    await tree.waitFor('img src');
    await command('Show Claude usage');
    frame = await shown('onerror');
    expect(await frame.locator('table', { hasText: 'onerror' }).count()).toBe(4);
    expect(await frame.locator('img, script, main a[href*=quit], iframe').count()).toBe(0);
    for (const each of page.frames())
      expect(
        await each.evaluate(() => Reflect.get(globalThis, 'pwned')).catch(() => undefined),
      ).toBeUndefined();
    expect(workbench.watch.outside).toEqual([]);
    // Were there a hole in the markup, the policy would still refuse.
    await frame.locator('body').evaluate((body) => {
      const { ownerDocument } = body;
      const image = ownerDocument.createElement('img');
      image.src = 'https://evil.invalid/p.png';
      const style = ownerDocument.createElement('style');
      style.textContent = 'h1 { display: none }';
      const script = ownerDocument.createElement('script');
      script.textContent = 'window.pwned = 1';
      body.append(image, style, script);
    });
    const refused = async () =>
      workbench.watch.console.filter((said) => /violates.*'none'|violates.*nonce/.test(said));
    await eventually('what was refused', refused, (said) => said.length >= 2);
    expect(await frame.locator('h1').isVisible()).toBe(true);
  });

  it('is read by keyboard, in every theme', async () => {
    const { page } = workbench;
    const before = page.frames();
    await command('Show Claude usage');
    await eventually('the page, drawn anew', shown, (frame) => !before.includes(frame));
    for (const [theme, kind] of themes) {
      // Its keys, pressed in the page.
      await (await shown()).locator('h1').click();
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+t');
      await workbench.quick.labels();
      await page.keyboard.insertText(theme);
      await eventually(
        'the theme',
        () => workbench.quick.labels(),
        ([label]) => label === theme,
      );
      await page.keyboard.press('Enter');
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      const frame = await shown();
      const contrast = await eventually(
        'the colours of the theme',
        () => contrasts(frame),
        (found) => found.every((ratio) => ratio >= 4.5),
      );
      expect(contrast.length).toBeGreaterThan(20);
      await workbench.screenshot(`usage-${kind}`);
    }
    const frame = await shown();
    await frame.locator('h1').click();
    await page.keyboard.press('Tab');
    expect(await frame.locator(':focus').innerText()).toBe('Folders of this window');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shown('All projects');
  });
});

/** The contrast of each text on the page with what is behind it. */
function contrasts(frame: Frame): Promise<number[]> {
  const texts = frame.locator('h1, h2, h3, p, a, dt, dd, summary, th, td, li, figure text');
  return texts.evaluateAll((elements) => {
    const styleOf = (element: (typeof elements)[number]) =>
      element.ownerDocument.defaultView?.getComputedStyle(element);
    const luminance = (color = '') => {
      const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((digits) => {
        const part = Number(digits) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    return elements.map((element) => {
      const style = styleOf(element);
      const text = luminance(element.tagName === 'text' ? style?.fill : style?.color);
      const background = luminance(styleOf(element.ownerDocument.body)?.backgroundColor);
      const [light, dark] = [Math.max(text, background), Math.min(text, background)];
      return (light + 0.05) / (dark + 0.05);
    });
  });
}
