import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { eventually, patience, soon, textsOf } from '../harness/vscode/steps.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import { ShareWindow } from './support/ShareWindow.ts';

const config = '.devcontainer/devcontainer.json';
/** Something wrong, so that the view has a finding. */
const text =
  '{\n  "image": "debian:12",\n  "mounts": ["source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind"]\n}\n';

describeVsCode('First steps, by keyboard', () => {
  let window: ShareWindow;

  beforeAll(async () => {
    window = await ShareWindow.start();
    await window.open('first', { [config]: text });
    await window.workbench.statusBar.waitFor('Claude: not set up');
  });
  afterAll(() => window?.stop());
  keepOnFailure(() => ({ servers: [window?.server], workbenches: window?.windows ?? [] }));

  it('offers its commands in the palette', async () => {
    const { page, quick } = window.workbench;
    await page.keyboard.press('F1');
    await page.keyboard.type('claude');
    await expect
      .poll(() => quick.labels(), soon)
      .toEqual(expect.arrayContaining(['Claude Sessions: Check Claude mounts']));
    await window.workbench.picture('palette');
    // More than fit on the screen.
    const offered = (await quick.readAll()).join('\n');
    for (const title of [
      'Check Claude mounts',
      'Isolate Claude sessions',
      "Keep Claude's state in all my dev containers",
      'Remove Claude sessions set-up',
      'Share Claude sessions',
      'Troubleshoot Claude sessions',
      'Copy troubleshooting report',
      'Prepare host folders',
      'Show log',
      'Search Claude conversations…',
      'Show conversation',
    ])
      expect(offered).toContain(`Claude Sessions: ${title}`);
    expect(offered).not.toMatch(/%|Fix\b|About this check/);
    await quick.dismiss();
  });

  it('has a label for every line of the view, reached without a mouse', async () => {
    const { workbench } = window;
    const tree = await workbench.view('Checks');
    await tree.waitFor('In devcontainer.json');
    await tree.expandAll();
    const rows = await tree.rows();
    expect(rows.length).toBeGreaterThan(6);
    for (const row of rows) expect(row.ariaLabel, row.text).toMatch(/\w{3}/);
    const spoken = rows.map(({ ariaLabel }) => ariaLabel);
    expect(spoken.some((label) => /^(Error|Warning): .* \([a-z0-9-]+\)$/.test(label))).toBe(true);
    expect(spoken.some((label) => label.startsWith('Seen: '))).toBe(true);
    expect(spoken.some((label) => label.startsWith('To do: '))).toBe(true);
    expect(
      await workbench.page.locator('.part.sidebar .action-label:visible:not([aria-label])').count(),
    ).toBe(0);
    await workbench.screenshot('first-view');
  });

  it('reaches the status bar item, which says what it means', async () => {
    const { page, palette, statusBar } = bound(window);
    const { ariaLabel } = await statusBar.waitFor('Claude: not set up');
    expect(ariaLabel).toMatch(/^Claude Sessions: \w.*\.$/);
    await palette('Focus Status Bar');
    const focused = async () => {
      const item = page.locator('.statusbar-item:focus-within');
      return (await item.count()) > 0 ? await item.first().getAttribute('aria-label') : null;
    };
    for (let turn = 0; turn < 20 && (await focused()) !== ariaLabel; turn += 1)
      await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(ariaLabel);
  });

  it('has a walkthrough whose steps can be read', async () => {
    const { page } = window.workbench;
    await window.workbench.palette('Welcome: Open Walkthrough...');
    await window.workbench.quick.choose('Claude Code in your dev container');
    const steps = page.locator('.getting-started-step .step-title');
    await steps.first().waitFor({ timeout: patience });
    expect(await textsOf(steps)).toEqual([
      'Why conversations get lost',
      'Share this project, or isolate it',
      'Rebuild, and continue',
      'Check and fix',
      'In all your dev containers',
    ]);
    const open = page.locator('.getting-started-step.expanded');
    const description = await eventually(
      'the first step is open',
      () => textsOf(open),
      (seen) => seen.length > 0,
    );
    expect(description.join()).toContain('Claude Code remembers everything under ~/.claude.');
    await window.workbench.screenshot('walkthrough');
  });

  it('at the root of a monorepo names the folders below that have a dev container, and opens one', async () => {
    const root = await window.open('mono', {
      [`packages/web/${config}`]: '{ "image": "debian:12" }\n',
      'packages/api/.devcontainer.json': '{ "image": "debian:12" }\n',
      [`node_modules/x/${config}`]: '{}\n',
    });
    const { workbench } = window;
    const tree = await workbench.view('Checks');
    await tree.waitFor('packages/web');
    const shown = (await tree.rows()).map(({ text, ariaLabel }) => [text, ariaLabel]);
    expect(shown).toEqual(
      ['packages/api', 'packages/web'].map((path) => [
        expect.stringContaining(path),
        `${path}, has a dev container: open folder`,
      ]),
    );
    expect(existsSync(join(window.home, '.claude-sessions'))).toBe(false);
    await workbench.screenshot('monorepo');
    await tree.open('packages/web');
    const isIn = (url: URL) => decodeURIComponent(url.href).includes(`${root}/packages/web`);
    await workbench.page.waitForURL(isIn, { timeout: patience });
    await workbench.statusBar.waitFor('Claude: not set up');
  });
});

function bound({ workbench }: ShareWindow) {
  return {
    page: workbench.page,
    statusBar: workbench.statusBar,
    palette: (title: string) => workbench.palette(title),
  };
}
