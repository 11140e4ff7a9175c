import { afterAll, expect, it } from 'vitest';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import { ShareWindow } from './support/ShareWindow.ts';

const config = '.devcontainer/devcontainer.json';
const text =
  '{\n  "image": "debian:12",\n  "mounts": ["source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind"]\n}\n';

describeVsCode('themes', () => {
  let window: ShareWindow;
  afterAll(() => window?.stop());
  it('are looked at', async () => {
    window = await ShareWindow.start();
    await window.open('first', { [config]: text });
    const { workbench } = window;
    await workbench.statusBar.waitFor('Claude: not set up');
    const tree = await workbench.view('Claude Sessions');
    await tree.waitFor('In devcontainer.json');
    await tree.expandAll();
    for (const theme of ['Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
      await workbench.palette('Preferences: Color Theme');
      await workbench.page.waitForTimeout(1500);
      await workbench.quick.choose(theme);
      await workbench.page.waitForTimeout(2000);
      await tree.focus();
      await workbench.screenshot(`theme-${theme.replace(/ /g, '-')}`);
    }
    expect(1).toBe(1);
  });
});
