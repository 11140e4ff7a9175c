import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment } from '../harness/project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import type { Opened } from '../harness/vscode/serverProgram.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

/** When the extension starts, and that it does so without a word to anybody. One server; a window after the other. */
describeVsCode('activation', () => {
  let browser: Browser;
  let project: Project;
  let server: VsCodeServer;
  let workbench: Workbench | undefined;
  let windows = 0;

  beforeAll(async () => {
    browser = await Browser.start();
    project = await makeProject({ image: 'debian:13' });
    await claudeSessions(project, 'share');
    const env = hostEnvironment(project);
    server = await VsCodeServer.start({ home: project.home, env, extensions: [useVsCode().vsix] });
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [server], workbenches: [workbench] }));

  const activations = () =>
    server.files.extensionHostLog().match(/_doActivateExtension claude-sessions\.[^\n]*/g) ?? [];
  /** A window whose extension host has started all that starts by itself. */
  const open = async (opened: Opened = {}): Promise<Workbench> => {
    await workbench?.close();
    workbench = await browser.open(server.address(opened));
    windows += 1;
    await expect.poll(() => startedHosts(server).length).toBe(windows);
    return workbench;
  };

  it('is not started in an empty window', async () => {
    const window = await open();
    expect(activations()).toEqual([]);
    expect(await window.statusBar.texts()).not.toContainEqual(expect.stringContaining('Claude'));
    expect(await window.rendererErrors()).toEqual([]);
  });

  it('is not started in a folder without a dev container, whatever else is in it', async () => {
    const folder = makeFolder(join(project.root, 'plain'));
    for (const path of [
      'src/devcontainer.json',
      '.devcontainer/a/b/devcontainer.json',
      '.devcontainer/Dockerfile',
    ])
      writeHostFile(join(folder, path), '{}\n');
    const window = await open({ folder });
    await window.openFile('src/devcontainer.json');
    expect(activations()).toEqual([]);
    expect(await window.rendererErrors()).toEqual([]);
  });

  it('is started by a command there, and says where to begin', async () => {
    if (!workbench) throw new Error('no window');
    await workbench.palette('Claude Sessions: Check Claude mounts');
    const toast = await workbench.notifications.waitFor('There is no devcontainer.json in this window.');
    expect(toast.actions).toContain('Share Claude sessions');
    expect(activations()).toHaveLength(1);
    expect(server.files.outputChannel('Claude Sessions')).toContain('linux, host');
  });

  it('is started where there is a dev container, without a warning, an error or a message', async () => {
    const window = await open({ folder: project.folder });
    await window.statusBar.waitFor('Claude: shared');
    await window.openFile('.devcontainer/devcontainer.json');
    await window.editor.gotoText('/claude-sessions:');
    await window.editor.hover('It has no options');
    expect(activations()).toHaveLength(2);
    expect((await window.problems()).join('\n')).not.toContain('claude-sessions');
    expect(await window.notifications.all()).toEqual([]);
    expect(await window.rendererErrors()).toEqual([]);
    expect(window.watch.outside).toEqual([]);
    const [last = ''] = server.files
      .outputChannel('Claude Sessions')
      .split(/(?=^.*\[info\] Claude Sessions \d)/m)
      .slice(-1);
    expect(last).toContain('linux, host');
    expect(last).not.toMatch(/\[(warning|error)\]/);
    expect(server.files.extensionHostLog()).not.toMatch(/\[error\].*claude/i);
  });
});

/** The extension hosts that have started everything that starts by itself, by their log. */
function startedHosts(server: VsCodeServer): string[] {
  const logs = server.files.logs().filter(({ name }) => name.endsWith('/remoteexthost.log'));
  return logs.filter(({ text }) => text.includes('Eager extensions activated')).map(({ name }) => name);
}
