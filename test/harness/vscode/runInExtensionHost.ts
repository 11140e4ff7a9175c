import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { useHarness } from '../start/harness.ts';
import { giveTo } from '../system/hostUser.ts';
import { repository } from '../system/repository.ts';
import type { Browser } from './Browser.ts';
import { watchPage } from './pageWatch.ts';
import type { Opened } from './serverProgram.ts';
import type { VsCodeServer } from './VsCodeServer.ts';

/** What came of one test inside. */
export interface InsideResult {
  name: string;
  /** The error's stack; undefined when it passed. */
  error?: string;
}

export interface InsideOptions extends Opened {
  /** A file of `test/vscode/inside`, which exports `tests`, functions by name. */
  entry: string;
  /** What the tests get as `data`, as JSON: paths, expectations. */
  data?: unknown;
  timeout?: number;
}

/**
 * Runs tests inside the extension host of a server that was started with `smokeTestDriver`. The extension under test is the
 * installed one: what VS Code is told to develop is an empty extension beside the tests.
 * @returns what came of each test, in order
 */
export async function runInExtensionHost(
  browser: Browser,
  server: VsCodeServer,
  { entry, data = null, timeout = 120_000, ...opened }: InsideOptions,
): Promise<InsideResult[]> {
  const folder = mkdtempSync(join(useHarness().runDirectory, 'tmp/i-'));
  const results = join(folder, 'out/results.json');
  mkdirSync(join(folder, 'out'));
  for (const path of [folder, join(folder, 'out')]) giveTo(useHarness().user, path);
  await bundle(entry, folder);
  const nothing = { name: 'nothing', publisher: 'harness', version: '0.0.1', engines: { vscode: '*' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(nothing));
  writeFileSync(join(folder, 'input.json'), JSON.stringify({ data, results }));
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(folder)],
    ['extensionTestsPath', remote(join(folder, 'tests.js'))],
    ['skipWelcome', 'true'],
  ]);
  const context = await browser.chromium.newContext({ locale: 'en-US' });
  try {
    const page = await context.newPage();
    const watch = await watchPage(page);
    const code = await exitOf(
      page,
      `${server.address(opened)}&payload=${encodeURIComponent(payload)}`,
      timeout,
    );
    if (code === 0 && existsSync(results)) return JSON.parse(readFileSync(results, 'utf8'));
    const said = [...watch.console.slice(-40), server.files.extensionHostLog().slice(-3000)].join('\n');
    throw new Error(`The tests inside did not end by themselves (${code}):\n${said}`);
  } finally {
    await context.close();
  }
}

/** The exit code that the page tells of when `run()` has settled. */
async function exitOf(page: Page, address: string, timeout: number): Promise<number | 'timeout'> {
  let done: (code: number) => void;
  const exit = new Promise<number>((resolve) => {
    done = resolve;
  });
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.exposeFunction('codeAutomationExit', (code: number) => done(code));
  await page.goto(address);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeout);
  });
  const code = await Promise.race([exit, late]);
  clearTimeout(timer);
  return code;
}

async function bundle(entry: string, folder: string): Promise<void> {
  await build({
    stdin: {
      contents: `export { run } from './insideRunner.ts';`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    alias: { 'tests-inside': join(repository, 'test/vscode/inside', entry) },
    outfile: join(folder, 'tests.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    logLevel: 'warning',
  });
}
