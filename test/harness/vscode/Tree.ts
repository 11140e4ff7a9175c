import type { Locator, Page } from 'playwright-core';
import { eventually, patience, plain, textsOf } from './steps.ts';

export interface TreeRow {
  /** What is drawn, label and description. */
  text: string;
  /** What a screen reader says. */
  ariaLabel: string;
  level: number;
  /** Undefined for what has nothing below it. */
  expanded: boolean | undefined;
  focused: boolean;
}

/** A view with a tree, by its title. */
export class Tree {
  constructor(
    readonly page: Page,
    readonly title: string,
  ) {}

  get #list(): Locator {
    return this.page.locator(`.tree-explorer-viewlet-tree-view .monaco-list[aria-label="${this.title}"]`);
  }

  /** All of the view, its title too. */
  get #pane(): Locator {
    return this.page.locator('.part.sidebar .pane').filter({ has: this.#list });
  }

  /** The rows on the screen, from the top. */
  async rows(): Promise<TreeRow[]> {
    const rows = await this.#list.locator('.monaco-list-row').evaluateAll((found) =>
      found
        .map((row) => ({
          index: Number(row.getAttribute('data-index')),
          text: row.querySelector('.monaco-icon-label-container')?.textContent ?? '',
          ariaLabel: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          expanded: row.getAttribute('aria-expanded'),
          focused: row.classList.contains('focused'),
        }))
        .sort((a, b) => a.index - b.index),
    );
    return rows.map(({ index: _, expanded, text, ...row }) => ({
      ...row,
      text: plain(text),
      expanded: expanded === null ? undefined : expanded === 'true',
    }));
  }

  /** What stands beside the title. */
  async description(): Promise<string> {
    return plain(await this.#pane.locator('.pane-header .description').innerText({ timeout: patience }));
  }

  /** Waits for a row with a text, and returns it. */
  async waitFor(text: string): Promise<TreeRow> {
    const find = async () => (await this.rows()).map((row) => row).filter((row) => row.text.includes(text));
    const [row] = await eventually(`a row "${text}" in ${this.title}`, find, (rows) => rows.length > 0);
    if (!row) throw new Error(`No row "${text}"`);
    return row;
  }

  /** Waits for the view itself, with rows or with its welcome. */
  async waitForView(): Promise<void> {
    await this.#list.waitFor({ state: 'attached', timeout: patience });
  }

  /** Closes the views beside it, by keyboard: a row that is not on the screen is in no list of rows. */
  async aloneInSideBar(): Promise<void> {
    const others = this.page.locator('.part.sidebar .pane.expanded').filter({ hasNot: this.#list });
    for (let left = await others.count(); left > 0; left -= 1)
      await others.first().locator('.pane-header').press('ArrowLeft', { timeout: patience });
  }

  /** What the view says when it has no rows. */
  async welcome(): Promise<string> {
    const view = this.#pane.locator('.welcome-view:visible');
    await view.first().waitFor({ timeout: patience });
    return plain(await view.first().innerText());
  }

  /** Focuses the view by its command. */
  async focus(): Promise<void> {
    await this.#list.focus({ timeout: patience });
    await this.page.keyboard.press('Home');
  }

  /** A key for the row that has the focus, whatever has taken the keyboard meanwhile. */
  async press(key: string): Promise<void> {
    await this.#list.press(key, { timeout: patience });
  }

  /** Opens everything that is closed, by arrow keys. */
  async expandAll(): Promise<void> {
    await this.focus();
    for (let at = 0; at < (await this.rows()).length; at += 1) {
      if ((await this.rows())[at]?.expanded === false) {
        await this.page.keyboard.press('ArrowRight');
        const expanded = async () => (await this.rows())[at]?.expanded;
        await eventually(`row ${at} of ${this.title} opens`, expanded, (open) => open !== false);
        await this.#settled();
      }
      await this.page.keyboard.press('ArrowDown');
    }
  }

  /** Opens one row that is closed, by arrow keys, also while looks that end draw the rows again. */
  async expand(text: string): Promise<void> {
    const open = async () => {
      const row = await this.waitFor(text);
      if (row.expanded === false) {
        await this.select(text);
        await this.page.keyboard.press('ArrowRight');
        await this.#settled();
      }
      return (await this.waitFor(text)).expanded;
    };
    await eventually(`"${text}" of ${this.title} opens`, open, Boolean);
  }

  /** Moves the focus to a row, by arrow keys. */
  async select(text: string): Promise<void> {
    await this.waitFor(text);
    await this.focus();
    for (let turn = (await this.rows()).length; turn > 0; turn -= 1) {
      if ((await this.rows()).some((row) => row.focused && row.text.includes(text))) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`The focus never came to "${text}" in ${this.title}`);
  }

  /** Does what Enter on a row does. */
  async open(text: string): Promise<void> {
    await this.select(text);
    await this.page.keyboard.press('Enter');
  }

  /** The names of the actions at the end of a row that has some. */
  async inlineActions(text: string): Promise<string[]> {
    // A look that ends just now draws the rows again.
    const ask = async () => names((await this.#row(text)).locator('.actions .action-label'));
    return eventually(`actions of "${text}" in ${this.title}`, ask, (found) => found.length > 0);
  }

  /** Presses an action at the end of a row. */
  async inlineAction(text: string, name: string): Promise<void> {
    const row = await this.#row(text);
    await row.locator(`.actions .action-label[aria-label^="${name}"]`).click({ timeout: patience });
  }

  /** Chooses from a row's menu, by keys alone. */
  async menuAction(text: string, name: string): Promise<void> {
    // A look that ends just now draws the rows again, and the menu would be that of another row.
    const choose = async () => {
      await this.select(text);
      await this.page.keyboard.press('Shift+F10');
      return this.#chooseFromMenu(name);
    };
    await eventually(`"${name}" in the menu of "${text}" in ${this.title}`, choose, Boolean);
  }

  /** The names of the actions in the view's title. */
  async titleActions(): Promise<string[]> {
    return names((await this.#title()).locator('.actions-container .action-label:visible'));
  }

  /** Presses an action in the view's title, or in its menu. */
  async titleAction(name: string): Promise<void> {
    const title = await this.#title();
    await title.hover();
    const button = title.locator(`.action-label[aria-label^="${name}"]`).first();
    if (await button.isVisible()) return button.click();
    await title.locator('.action-label.codicon-toolbar-more').first().click();
    if (!(await this.#chooseFromMenu(name))) throw new Error(`The view's menu has no "${name}"`);
  }

  /** Where its actions are: that of the side bar, where it is the only view. */
  async #title(): Promise<Locator> {
    const own = this.#pane.locator('.pane-header');
    return (await own.isVisible()) ? own : this.page.locator('.part.sidebar .composite.title');
  }

  /** @returns false where the menu has nothing of that name; it is closed then */
  async #chooseFromMenu(name: string): Promise<boolean> {
    const menu = this.page.locator('.monaco-menu');
    await menu.waitFor({ timeout: patience });
    const focused = menu.locator('.action-item.focused', { hasText: name });
    for (let turn = 0; turn < 30 && (await focused.count()) === 0; turn += 1)
      await this.page.keyboard.press('ArrowDown');
    const isThere = (await focused.count()) > 0;
    await this.page.keyboard.press(isThere ? 'Enter' : 'Escape');
    return isThere;
  }

  /** The labels that do not fit the view's width; descriptions may be cut. */
  async cutLabels(): Promise<string[]> {
    return this.#list.locator('.monaco-list-row').evaluateAll((rows) =>
      rows.flatMap((row) => {
        const label = row.querySelector('.label-name');
        const end = row.getBoundingClientRect().right;
        return label && label.getBoundingClientRect().right > end ? [label.textContent ?? ''] : [];
      }),
    );
  }

  /** The buttons of what the view says when it has no rows. */
  async buttons(): Promise<string[]> {
    await this.welcome();
    return textsOf(this.#pane.locator('.welcome-view:visible .monaco-button'));
  }

  /** What is shown when the pointer rests on a row. */
  async tooltip(text: string): Promise<string> {
    await (await this.#row(text)).locator('.monaco-icon-label-container').hover();
    const hover = this.page.locator('.workbench-hover-container .monaco-hover:visible').last();
    return plain(await hover.innerText({ timeout: patience }));
  }

  async #row(text: string): Promise<Locator> {
    const row = this.#list.locator('.monaco-list-row', { hasText: text }).first();
    await row.hover({ timeout: patience });
    return row;
  }

  /** Children come later than the row opens. */
  async #settled(): Promise<void> {
    const busy = this.#list.locator('.codicon-tree-item-loading');
    await eventually(
      `${this.title} has loaded`,
      () => busy.count(),
      (count) => count === 0,
    );
    await this.page.waitForTimeout(100);
  }
}

function names(actions: Locator): Promise<string[]> {
  return actions.evaluateAll((found) => found.map((action) => action.getAttribute('aria-label') ?? ''));
}
