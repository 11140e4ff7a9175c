import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { repository } from '../system/repository.ts';
import { Editor, readClipboard } from './Editor.ts';
import { Notifications } from './Notifications.ts';
import { type PageWatch, watchPage } from './pageWatch.ts';
import { QuickInput } from './QuickInput.ts';
import { StatusBar } from './StatusBar.ts';
import { eventually, patience, plain, textsOf } from './steps.ts';
import { Tree } from './Tree.ts';

/** Where failed tests leave what they saw. Not under version control. */
export const resultsFolder = join(repository, 'test/results');

/** At the end of the question about a change. */
const changeLinks = 'Apply · Details…';

/** A window of VS Code, driven by keyboard first. */
export class Workbench {
  readonly quick: QuickInput;
  readonly editor: Editor;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  watch: PageWatch = { errors: [], console: [], outside: [] };

  constructor(readonly page: Page) {
    this.quick = new QuickInput(page);
    this.editor = new Editor(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
  }

  /** Opens an address of a server; ready when the extensions are being started. */
  async open(address: string): Promise<void> {
    this.watch = watchPage(this.page);
    await this.reload(address);
  }

  /** Opens the same window again, or another one in its place. */
  async reload(address = this.page.url()): Promise<void> {
    await this.page.goto(address, { timeout: 60_000 });
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its title. */
  palette(title: string): Promise<void> {
    return this.quick.palette(title);
  }

  /** Answers by which login, where that is asked: before the first change of a mode, and after other options. */
  async chooseLogin(label = 'for this dev container only'): Promise<void> {
    // The widget stays in the page when it is closed, with what it said last.
    const question = this.page.locator('.quick-input-widget:visible', { hasText: label });
    const change = this.page.locator('.notification-list-item', { hasText: /Apply.*Details/ });
    await question.or(change).first().waitFor({ timeout: patience });
    if (await question.isVisible()) await this.quick.choose(label);
  }

  /** Waits for the question about a change that is shown, and opens the list of all there is to know, with the answers. */
  async changeDetails(): Promise<void> {
    await this.chooseLogin();
    await this.notifications.waitFor(changeLinks);
    await this.palette('Claude Sessions: Show the details of the change');
    await eventually(
      'the details',
      () => this.quick.labels(),
      (seen) => seen.includes('Cancel'),
    );
    await this.notifications.calm();
  }

  /** Opens a file of the folder by its name, or by the end of its path. */
  async openFile(name: string): Promise<void> {
    await this.quick.quickOpen(name);
    // Another of the same name may be open.
    await this.editor.waitForFile(name);
    await this.page
      .locator('.editor-group-container.active .view-line')
      .first()
      .waitFor({ timeout: patience });
  }

  /** A view by its title, opened by its command, and the others of its side bar closed. */
  async view(title: string): Promise<Tree> {
    await this.palette(`Focus on ${title} View`);
    const tree = new Tree(this.page, title);
    await tree.waitForView();
    await tree.aloneInSideBar();
    return tree;
  }

  /** The rows of the Problems panel: message, source, code and place of each. */
  async problems(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel-container');
    // Where it has the focus already the command gives it again, later, and would take it from whatever comes next; and a file
    // that is just being opened takes it back.
    const hold = async (looks: number): Promise<boolean> => {
      if (!(await panel.evaluate((element) => element.matches(':focus-within')))) return false;
      await sleep(150);
      return looks === 1 || hold(looks - 1);
    };
    const focused = async () => {
      await this.palette('Problems: Focus on Problems View');
      await panel.waitFor({ timeout: patience });
      return eventually('the focus', () => hold(3), Boolean, 3000).catch(() => false);
    };
    await eventually('the problems are focused', focused, Boolean);
    const rows = await textsOf(panel.locator('.monaco-list-row'));
    return rows.map((row) => row.replaceAll('\n', ' '));
  }

  /** The panel's output channel, by name. */
  async showOutput(channel: string): Promise<void> {
    await this.palette('Output: Show Output Channels...');
    await this.quick.choose(channel);
  }

  /** Opens a terminal and types into it. */
  async typeInTerminal(text: string): Promise<void> {
    const area = this.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
    if (!(await area.isVisible())) await this.page.keyboard.press('Control+`');
    await area.waitFor({ state: 'attached', timeout: patience });
    await this.page
      .locator('.terminal-wrapper.active .xterm-rows', { hasText: /\S/ })
      .waitFor({ timeout: patience });
    await area.focus();
    await this.page.keyboard.type(text);
  }

  /** What the active terminal shows. */
  async terminalText(): Promise<string> {
    // Above it lies a second one, of the lines that stick to the top.
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows').first();
    return plain(await rows.innerText({ timeout: patience }));
  }

  clipboard(): Promise<string> {
    return readClipboard(this.page);
  }

  /** Grants trust to a restricted window, as the user does. */
  async trust(): Promise<void> {
    await this.palette('Workspaces: Manage Workspace Trust');
    await this.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .click({ timeout: patience });
  }

  /** Errors on the console that are not VS Code's own noise, and notifications of errors on the screen. */
  async rendererErrors(): Promise<string[]> {
    const toasts = (await this.notifications.all()).filter(({ severity }) => severity === 'error');
    return [...this.watch.errors, ...toasts.map(({ text }) => `notification: ${text}`)];
  }

  /** Makes the side bar as wide as that, in pixels, by its edge. */
  async sideBarWidth(width: number): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    const box = await sideBar.boundingBox();
    if (!box) throw new Error('No side bar is shown');
    const middle = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, middle, { steps: 5 });
    await this.page.mouse.up();
    const now = async () => Math.round((await sideBar.boundingBox())?.width ?? 0);
    await eventually(`a side bar of ${width} px`, now, (is) => Math.abs(is - width) <= 2);
  }

  /** A picture among the results. */
  async screenshot(name: string): Promise<string> {
    const path = join(resultsFolder, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** A picture for the README and docs/, written only when CLAUDE_SESSIONS_PICTURES is set: it differs a little each time. */
  async picture(name: string): Promise<void> {
    const path = join(repository, 'docs/images', `${name}.png`);
    if (process.env.CLAUDE_SESSIONS_PICTURES) await this.page.screenshot({ path, animations: 'disabled' });
    else await this.screenshot(`picture-${name}`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
