import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser as Chromium } from 'playwright-core';
import { useHarness } from '../start/harness.ts';
import { findOnPath } from '../system/findOnPath.ts';
import { chromiumArguments } from './chromiumArguments.ts';
import { Workbench } from './Workbench.ts';

/** One Chromium for a test file; each window in it has a profile of its own. */
export class Browser {
  private constructor(readonly chromium: Chromium) {}

  static async start(): Promise<Browser> {
    const temporary = join(useHarness().runDirectory, 'browser');
    mkdirSync(temporary, { recursive: true });
    // Playwright makes its directories where this says, as it is when it is loaded: they go with the run.
    process.env.TMPDIR = temporary;
    const { chromium } = await import('playwright-core');
    const env = { PATH: '/usr/bin:/bin', HOME: temporary, TMPDIR: temporary, LANG: 'C.UTF-8' };
    const executablePath = findOnPath('chromium-headless-shell') ?? '';
    return new Browser(
      await chromium.launch({ executablePath, headless: true, args: chromiumArguments, env }),
    );
  }

  /** Opens a window of VS Code; ready when the workbench is there. */
  async open(address: string): Promise<Workbench> {
    const context = await this.chromium.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const workbench = new Workbench(await context.newPage());
    await workbench.open(address);
    return workbench;
  }

  async stop(): Promise<void> {
    await this.chromium.close();
  }
}
