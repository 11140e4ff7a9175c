import type { Frame, Page } from 'playwright-core';
import { eventually } from './steps.ts';

/** The frame of a webview's own document, once it has an element with a text; another document is another frame. */
export async function webview(page: Page, selector: string, text: string): Promise<Frame> {
  const find = async () => {
    for (const frame of page.frames()) {
      const has = frame.locator(selector, { hasText: text });
      if ((await has.count().catch(() => 0)) > 0) return frame;
    }
    return undefined;
  };
  const frame = await eventually(`a webview with "${text}"`, find, (found) => found !== undefined);
  if (!frame) throw new Error(`No webview with "${text}"`);
  return frame;
}
