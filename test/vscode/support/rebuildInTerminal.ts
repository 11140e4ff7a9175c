import { expect } from 'vitest';
import type { Workbench } from '../../harness/vscode/Workbench.ts';

/** Building takes as long as it takes. */
const buildLimit = { timeout: 150_000 };

/** Goes on where a rebuild has opened its terminal: answers the question what may act on the host, and waits until it is done. */
export async function rebuildInTerminal(workbench: Workbench, outcome: RegExp): Promise<void> {
  const question = 'Start the dev container with these changes?';
  await expect.poll(() => workbench.terminalText(), { timeout: 60_000 }).toContain(question);
  await workbench.page.keyboard.press('y');
  await expect.poll(() => workbench.terminalText(), buildLimit).toMatch(outcome);
}
