import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { QuickInput } from './QuickInput.ts';
import { eventually, patience, plain, textsOf } from './steps.ts';

export interface Notification {
  severity: 'info' | 'warning' | 'error';
  text: string;
  actions: string[];
}

/** Toasts, and the dialogs that stand over everything. */
export class Notifications {
  constructor(readonly page: Page) {}

  get #toasts() {
    return this.page.locator('.notifications-toasts .notification-toast');
  }

  /** Of more than three within 800 ms VS Code shows the first three alone: what comes after this counts anew. */
  async calm(): Promise<void> {
    await sleep(1000);
  }

  /** The toasts on the screen. */
  async all(): Promise<Notification[]> {
    return this.#toasts.evaluateAll((toasts) =>
      toasts.map((toast) => ({
        severity: toast.querySelector('.codicon-error')
          ? ('error' as const)
          : toast.querySelector('.codicon-warning')
            ? ('warning' as const)
            : ('info' as const),
        text: toast.querySelector('.notification-list-item-message')?.textContent ?? '',
        actions: [...toast.querySelectorAll('.notification-list-item-buttons-container .monaco-button')].map(
          (button) => button.textContent ?? '',
        ),
      })),
    );
  }

  /** Waits for a toast with a text. */
  async waitFor(text: string | RegExp): Promise<Notification> {
    const fits = (said: string) => (typeof text === 'string' ? said.includes(text) : text.test(said));
    const seen = new Set<string>();
    const find = async () => {
      const toasts = await this.all();
      for (const each of toasts) seen.add(each.text);
      return { found: toasts.find((toast) => fits(toast.text)), seen: [...seen] };
    };
    const { found } = await eventually(`a notification "${text}"`, find, (last) => last.found !== undefined);
    if (!found) throw new Error(`No notification "${text}"`);
    return found;
  }

  /** Chooses an action of a toast. */
  async choose(text: string, action: string): Promise<void> {
    const toast = this.#toasts.filter({ hasText: text }).first();
    const buttons = toast.locator('.notification-list-item-buttons-container .monaco-button');
    await buttons.getByText(action, { exact: true }).click({ timeout: patience });
  }

  /** Chooses the first action of the latest toast, by the command for it: its key is the browser's own. */
  async acceptFirst(text: string): Promise<void> {
    await this.waitFor(text);
    await new QuickInput(this.page).palette('Notifications: Accept Notification Primary Action');
    await this.#toasts.filter({ hasText: text }).waitFor({ state: 'hidden', timeout: patience });
  }

  /** Closes everything that has popped up. */
  async clear(): Promise<void> {
    await new QuickInput(this.page).palette('Notifications: Clear All Notifications');
    await this.#toasts.first().waitFor({ state: 'hidden', timeout: patience });
    await this.calm();
  }

  /** Waits for a modal dialog. */
  async dialog(): Promise<{ message: string; detail: string; buttons: string[] }> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor({ timeout: patience });
    const detail = box.locator('.dialog-message-detail');
    return {
      message: plain(await box.locator('.dialog-message').first().innerText()),
      detail: (await detail.count()) > 0 ? plain(await detail.first().innerText()) : '',
      buttons: await textsOf(box.locator('.dialog-buttons .monaco-button')),
    };
  }

  /** Presses a button of the modal dialog. */
  async press(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    await box
      .locator('.dialog-buttons .monaco-button', { hasText: button })
      .first()
      .click({ timeout: patience });
    await box.waitFor({ state: 'hidden', timeout: patience });
  }
}
