import { basename, dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually, patience, plain, textsOf } from './steps.ts';

/** Of a list with check boxes. */
const mostRows = 30;

/** An entry's label, and not the detail below it. */
const labelName = '.label-name:not(.quick-input-list-label-meta *)';

/** The box at the top: the palette, quick picks and input boxes. */
export class QuickInput {
  constructor(readonly page: Page) {}

  get #widget() {
    return this.page.locator('.quick-input-widget');
  }

  get #field() {
    return this.#widget.locator('.quick-input-filter input.input');
  }

  /** Runs a command by its title, as it stands in the palette. */
  async palette(title: string): Promise<void> {
    // What is just being opened, a preview say, may take the focus from the box and close it; and what the place offers is known to
    // the box as of when it was opened.
    const run = async () => {
      await this.page.keyboard.press('F1');
      try {
        await this.#type(title, 6000);
      } catch {
        if (await this.#widget.isVisible()) await this.dismiss();
        return false;
      }
      return this.#take(title);
    };
    await eventually(`the palette runs "${title}"`, run, Boolean);
  }

  /** The titles that the palette offers for some words. */
  async paletteOffers(words: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.#field.waitFor({ timeout: patience });
    await this.page.keyboard.insertText(words);
    await this.#widget.locator('.monaco-list-row.focused').waitFor({ timeout: patience });
    const titles = await textsOf(this.#widget.locator('.monaco-list-row .label-name'));
    await this.page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden', timeout: patience });
    return titles;
  }

  /** Opens a file by its name, or by the end of its path. */
  async quickOpen(file: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.#field.waitFor({ timeout: patience });
    await this.page.keyboard.insertText(file);
    const focused = this.#widget.locator('.monaco-list-row.focused');
    const name = plain(basename(file));
    const folder = file.includes('/') ? dirname(file) : '';
    // Of several with that name the one used last comes first, and those that were never open come last and later.
    // As a screen reader has it: name, folder, and behind a comma what list it is of.
    const isIt = (shown: string) => {
      const [entry = ''] = shown.split(', ');
      return entry.startsWith(name) && entry.slice(name.length).trim().endsWith(folder);
    };
    const next = async () => {
      const shown = plain(
        (await focused.count()) > 0 ? ((await focused.getAttribute('aria-label')) ?? '') : '',
      );
      if (!isIt(shown)) await this.page.keyboard.press('ArrowDown');
      return shown;
    };
    await eventually(`${file} is offered`, next, isIt);
    await this.page.keyboard.press('Enter');
  }

  /** Waits for a quick pick and returns the label of each entry. */
  async labels(): Promise<string[]> {
    const rows = this.#widget.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    return textsOf(rows.locator(labelName));
  }

  /** Waits for a quick pick and returns the whole text of each entry: label, description, detail. */
  async texts(): Promise<string[]> {
    const rows = this.#widget.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    return textsOf(rows);
  }

  /** The whole text of every entry, those below the edge too: by the arrow keys, once around. */
  async readAll(): Promise<string[]> {
    const focused = this.#widget.locator('.monaco-list-row.focused');
    await focused.waitFor({ timeout: patience });
    const first = await focused.getAttribute('data-index');
    const found: string[] = [];
    do {
      const at = await focused.getAttribute('data-index');
      found.push(...(await textsOf(focused)));
      await this.page.keyboard.press('ArrowDown');
      await eventually(
        'the focus moves on',
        () => focused.getAttribute('data-index'),
        (now) => now !== at,
      );
    } while ((await focused.getAttribute('data-index')) !== first);
    return found;
  }

  /** The title, the message and the placeholder of what is asked. */
  async asked(): Promise<{ title: string; message: string; placeholder: string }> {
    await this.#widget.waitFor({ timeout: patience });
    const title = await this.#widget.locator('.quick-input-title').innerText();
    const message = await this.#widget.locator('.quick-input-message').innerText();
    const placeholder = (await this.#field.getAttribute('placeholder')) ?? '';
    return { title, message, placeholder };
  }

  /** Chooses the first entry that holds a text, by typing it. */
  async choose(label: string): Promise<void> {
    await this.#widget.locator('.monaco-list-row', { hasText: label }).first().waitFor({ timeout: patience });
    await this.#accept(label);
  }

  /** Turns entries of a list with check boxes on or off, by the arrow keys and the space bar, and accepts. */
  async toggle(labels: readonly string[]): Promise<void> {
    const focused = this.#widget.locator('.monaco-list-row.focused');
    await this.#widget.locator('.monaco-list-row').first().waitFor({ timeout: patience });
    for (const label of labels) {
      // Only the rows that have room are there.
      for (let turn = 0; turn <= mostRows; turn += 1) {
        await this.page.keyboard.press('ArrowDown');
        if ((await textsOf(focused)).some((text) => text.includes(label))) break;
      }
      await focused.filter({ hasText: label }).waitFor({ timeout: patience });
      await this.page.keyboard.press('Space');
    }
    await this.page.keyboard.press('Enter');
  }

  /** The labels of what is turned on in a list with check boxes. */
  async turnedOn(): Promise<string[]> {
    const rows = this.#widget.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    return textsOf(rows.filter({ has: this.page.locator('[aria-checked="true"]') }).locator(labelName));
  }

  /** Types into an input box and accepts. */
  async enter(text: string): Promise<void> {
    await this.#field.waitFor({ timeout: patience });
    await this.#field.fill(text);
    await this.page.keyboard.press('Enter');
  }

  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden', timeout: patience });
  }

  async #accept(text: string): Promise<void> {
    await this.#type(text, patience);
    if (!(await this.#take(text))) throw new Error(`The box closed before "${text}" could be chosen.`);
  }

  async #type(text: string, limit: number): Promise<void> {
    await this.#field.waitFor({ timeout: limit });
    await this.page.keyboard.insertText(text);
    await this.#widget
      .locator('.monaco-list-row.focused')
      .filter({ hasText: text })
      .waitFor({ timeout: limit });
  }

  /**
   * Accepts the focused entry; says whether the box was still open for that. The next question may come in the same box at once: what
   * counts is that it was taken.
   */
  async #take(text: string): Promise<boolean> {
    const before = await this.#state();
    if (before === '') return false;
    await this.page.keyboard.press('Enter');
    await eventually(
      `"${text}" is accepted`,
      () => this.#state(),
      (state) => state !== before,
    );
    return true;
  }

  async #state(): Promise<string> {
    if (!(await this.#widget.isVisible())) return '';
    return `${await this.#field.inputValue()}\n${await this.#widget.innerText()}`;
  }
}
