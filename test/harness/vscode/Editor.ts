import type { Locator, Page } from 'playwright-core';
import { eventually, patience, plain, pressUntil, textsOf } from './steps.ts';

/** The active editor. */
export class Editor {
  constructor(readonly page: Page) {}

  get #active(): Locator {
    return this.page.locator('.editor-group-container.active');
  }

  /** The title of each open editor, in order. */
  tabs(): Promise<string[]> {
    return titles(this.page.locator('.tabs-container'));
  }

  /** The title of the active editor. */
  async title(): Promise<string> {
    return (await titles(this.#active.locator('.tab.active')))[0] ?? '';
  }

  /** Whether the active editor has changes that are not saved. */
  async isDirty(): Promise<boolean> {
    return (await this.#active.locator('.tab.active.dirty').count()) > 0;
  }

  /** Presses a button in the title of the active editor. */
  async titleAction(name: string): Promise<void> {
    const button = this.#active.locator(`.editor-actions .action-label[aria-label^="${name}"]`);
    await button.click({ timeout: patience });
  }

  async waitForTitle(title: string | RegExp): Promise<void> {
    const fits = (seen: string) => (typeof title === 'string' ? seen.includes(title) : title.test(seen));
    await eventually(`an editor titled ${title}`, () => this.title(), fits);
  }

  /** Waits until the active editor is of a file, by its name or the end of its path. */
  async waitForFile(name: string): Promise<void> {
    const address = async () =>
      (await this.#active.locator('.monaco-editor[data-uri]').first().getAttribute('data-uri')) ?? '';
    const ending = name.startsWith('/') ? name : `/${name}`;
    await eventually(`an editor of ${name}`, address, (seen) => decodeURIComponent(seen).endsWith(ending));
  }

  /** The whole text, by the clipboard; where the cursor was it is again. */
  async text(): Promise<string> {
    // Where the keys go, at this moment; the class of a focused editor comes and goes later.
    const hasKeys = () =>
      this.page.evaluate<boolean>(
        "Boolean(document.activeElement?.closest('.editor-group-container.active .monaco-editor'))",
      );
    const copied = async () => {
      await this.focus();
      if (!(await hasKeys())) return undefined;
      await this.page.keyboard.press('Control+a');
      if (!(await hasKeys())) return undefined;
      await this.page.keyboard.press('Control+c');
      const text = await readClipboard(this.page);
      // A command that was just run may give the focus back to where it was: then that was copied.
      if (!(await hasKeys())) return undefined;
      await this.page.keyboard.press('Control+u');
      return text;
    };
    return (await eventually('the text is copied', copied, (text) => text !== undefined)) ?? '';
  }

  /** The lines that are on the screen. */
  visibleText(): Promise<string> {
    return visibleLines(this.#active.locator('.monaco-editor').first());
  }

  async focus(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.#active.locator('.monaco-editor.focused').first().waitFor({ timeout: patience });
  }

  /** Puts the cursor there; both count from 1. */
  async goto(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    const field = this.page.locator('.quick-input-widget .quick-input-filter input.input');
    await field.waitFor({ timeout: patience });
    await field.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await field.waitFor({ state: 'hidden', timeout: patience });
    await this.#active.locator('.monaco-editor.focused').first().waitFor({ timeout: patience });
  }

  /** Puts the cursor behind the first place where a text stands. */
  async gotoText(text: string): Promise<void> {
    const whole = await this.text();
    const at = whole.indexOf(text);
    if (at < 0) throw new Error(`The editor does not hold ${JSON.stringify(text)}:\n${whole}`);
    const lines = whole.slice(0, at + text.length).split('\n');
    await this.goto(lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }

  /** Types as a person does: brackets close by themselves. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Inserts a text as it is. */
  async insert(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  async undo(): Promise<void> {
    await this.focus();
    await this.page.keyboard.press('Control+z');
  }

  async redo(): Promise<void> {
    await this.focus();
    await this.page.keyboard.press('Control+y');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await eventually(
      'the editor is saved',
      () => this.isDirty(),
      (dirty) => !dirty,
    );
  }

  /** The text of the hover at the cursor; `holds` is what it has to hold before it counts as loaded. */
  async hover(holds = ''): Promise<string> {
    const hover = this.hoverElement(holds);
    await pressUntil(['Control+k', 'Control+i'], hover);
    return plain(await hover.innerText());
  }

  /** The open hover itself, for what is in it. */
  hoverElement(holds = ''): Locator {
    return this.page
      .locator('.monaco-hover:not(.hidden) .monaco-hover-content:visible', { hasText: holds })
      .first();
  }

  /** The titles of the quick fix menu at the cursor; closes it again. */
  async quickFixes(): Promise<string[]> {
    const rows = await this.#openQuickFixes();
    const titles = await textsOf(rows);
    await this.page.keyboard.press('Escape');
    await rows.first().waitFor({ state: 'hidden', timeout: patience });
    return titles;
  }

  /** Chooses from the quick fix menu at the cursor, by arrow keys. */
  async quickFix(title: string): Promise<void> {
    const rows = await this.#openQuickFixes();
    const focused = this.page.locator('.action-widget .monaco-list-row.action.focused');
    for (let turn = await rows.count(); turn > 0; turn -= 1) {
      if ((await textsOf(focused)).some((text) => text.includes(title))) break;
      await this.page.keyboard.press('ArrowDown');
    }
    await focused.filter({ hasText: title }).waitFor({ timeout: patience });
    await this.page.keyboard.press('Enter');
    await rows.first().waitFor({ state: 'hidden', timeout: patience });
  }

  /** What completion offers at the cursor: label and detail of each entry on the screen; leaves it open. */
  async suggestions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    return textsOf(rows);
  }

  /** Takes what completion offers at the cursor, by arrow keys. */
  async complete(label: string): Promise<void> {
    const widget = this.page.locator('.suggest-widget.visible');
    if (!(await widget.isVisible())) await this.suggestions();
    await widget.locator('.monaco-list-row', { hasText: label }).first().waitFor({ timeout: patience });
    const focused = widget.locator('.monaco-list-row.focused', { hasText: label });
    for (let turn = 50; turn > 0 && (await focused.count()) === 0; turn -= 1)
      await this.page.keyboard.press('ArrowDown');
    await focused.waitFor({ timeout: patience });
    await this.page.keyboard.press('Enter');
    await widget.waitFor({ state: 'hidden', timeout: patience });
  }

  /** The two sides of the diff editor that is open. */
  async diff(): Promise<{ original: string; modified: string }> {
    const diff = this.#active.locator('.monaco-diff-editor');
    await diff.locator('.editor.modified .view-line').first().waitFor({ timeout: patience });
    const original = await visibleLines(diff.locator('.editor.original'));
    return { original, modified: await visibleLines(diff.locator('.editor.modified')) };
  }

  async isDiff(): Promise<boolean> {
    return (await this.#active.locator('.monaco-diff-editor').count()) > 0;
  }

  /** Where what the editor makes a link of leads, on the screen: what a click with Ctrl would open. */
  async linkTargets(): Promise<string[]> {
    const links = this.#active.locator('.detected-link, .detected-link-active');
    const targets: string[] = [];
    for (const link of await links.all()) {
      await link.hover({ timeout: patience });
      const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content:visible a');
      await hover.first().waitFor({ timeout: patience });
      targets.push(...(await hover.evaluateAll((all) => all.map((a) => a.getAttribute('data-href') ?? ''))));
    }
    return targets;
  }

  /** How many places are underlined on the screen, by severity. */
  squiggles(severity: 'error' | 'warning' | 'info'): Promise<number> {
    return this.#active.locator(`.squiggly-${severity}`).count();
  }

  async openQuickFixMenu(): Promise<void> {
    await this.#openQuickFixes();
  }

  async #openQuickFixes(): Promise<Locator> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await pressUntil(['Control+.'], rows.first());
    return rows;
  }
}

/** What the page's clipboard holds. */
export function readClipboard(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** A name is drawn in parts, its ending apart. */
async function titles(tabs: Locator): Promise<string[]> {
  const parts = await tabs.locator('.monaco-icon-label-container').allTextContents();
  return parts.map(plain);
}

/** Lines are drawn in no order: each says where it stands. */
async function visibleLines(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-lines > .view-line').evaluateAll((found) =>
    found
      .map((line) => ({
        top: Number.parseFloat((line as unknown as { style: { top: string } }).style.top),
        text: line.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return lines.map((line) => line.replace(/[\u00a0\u00b7]/g, ' ')).join('\n');
}
