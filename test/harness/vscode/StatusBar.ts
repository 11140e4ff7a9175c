import type { Locator, Page } from 'playwright-core';
import { eventually, patience, plain } from './steps.ts';

export interface StatusItem {
  text: string;
  /** What a screen reader says. */
  ariaLabel: string;
  /** prominent, warning, error … as VS Code colours it. */
  kind: string;
}

/** The bar at the bottom. */
export class StatusBar {
  constructor(readonly page: Page) {}

  #item(text: string): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** Waits for the first item that shows a text. */
  async waitFor(text: string): Promise<StatusItem> {
    const item = this.#item(text);
    const shows = () => this.texts();
    await eventually(`"${text}" in the status bar`, shows, (all) => all.some((seen) => seen.includes(text)));
    const kinds = ['error-kind', 'warning-kind', 'prominent-kind', 'remote-kind', 'offline-kind'];
    const classes = ((await item.getAttribute('class')) ?? '').split(' ');
    return {
      text: plain(await item.innerText()),
      ariaLabel: (await item.getAttribute('aria-label')) ?? '',
      kind: kinds.find((kind) => classes.includes(kind)) ?? 'standard',
    };
  }

  /** What the bar shows now. */
  async texts(): Promise<string[]> {
    const texts = await this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
    return texts.map(plain).filter((text) => text !== '');
  }

  /** Waits until no item shows a text. */
  async waitForNo(text: string): Promise<void> {
    const shows = async () => (await this.texts()).filter((seen) => seen.includes(text));
    await eventually(`no "${text}" in the status bar`, shows, (seen) => seen.length === 0);
  }

  async click(text: string): Promise<void> {
    await this.#item(text).locator('a').first().click({ timeout: patience });
  }

  /** The tooltip of an item. */
  async tooltip(text: string): Promise<string> {
    await this.#item(text).hover({ timeout: patience });
    const hover = this.page.locator('.workbench-hover-container .monaco-hover:visible').last();
    return plain(await hover.innerText({ timeout: patience }));
  }
}
