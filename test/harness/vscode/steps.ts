import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/** How long a step of the user interface may take before it counts as failed. */
export const patience = 30_000;

/** The same, for `expect.poll`. */
export const soon = { timeout: patience };

/** Asks until the answer will do, and returns it; throws with the last answer when that takes too long. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  will: (answer: T) => boolean,
  limit = patience,
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (will(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`${what}: not within ${limit} ms. Last seen: ${JSON.stringify(answer)}`);
    await sleep(150);
  }
}

/** Presses keys until something is there: what a language server has yet to say is not shown later by itself. */
export async function pressUntil(keys: readonly string[], shown: Locator): Promise<void> {
  const press = async () => {
    for (const key of keys) await shown.page().keyboard.press(key);
    return shown.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  };
  await eventually(`${keys.join(' ')} shows ${shown}`, press, (done) => done);
}

/** The texts of what a locator finds now, with ordinary spaces. */
export async function textsOf(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map(plain);
}

/** VS Code draws spaces as no-break spaces and dots. */
export function plain(text: string): string {
  return text.replace(/[\u00a0\u00b7]/g, ' ').trim();
}
