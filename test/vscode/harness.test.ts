import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { useDocker, useHarness } from '../harness/start/harness.ts';
import { isAlive } from '../harness/system/processes.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { processTree } from '../harness/vscode/processTree.ts';
import { runInExtensionHost } from '../harness/vscode/runInExtensionHost.ts';
import { VsCodeInContainer, vscodeHostMount } from '../harness/vscode/VsCodeInContainer.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

const text = '{\n  // a comment\n  "image": "debian"\n}\n';

/** The harness itself, on an extension of its own: when this fails, look here before anywhere else. */
describeVsCode('the harness', () => {
  let browser: Browser;
  let project: Project;
  let server: VsCodeServer;
  let workbench: Workbench;
  const start = (options: { trusted?: boolean; smokeTestDriver?: boolean } = {}) =>
    VsCodeServer.start({
      home: project.home,
      env: hostEnvironment(project),
      extensions: [useVsCode().probe],
      ...options,
    });

  beforeAll(async () => {
    browser = await Browser.start();
    project = await makeProject({ mounts: [vscodeHostMount(useVsCode().host)] });
    writeHostFile(`${project.folder}/demo/devcontainer.json`, text);
    server = await start();
    workbench = await browser.open(server.address({ folder: project.folder }));
    await workbench.statusBar.waitFor('Probe ready');
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [server], workbenches: [workbench] }));

  it('starts without a word on the error console and without a request to anybody', async () => {
    expect(await workbench.rendererErrors()).toEqual([]);
    expect(workbench.watch.outside).toEqual([]);
    await expect.poll(() => server.files.outputChannel('Probe Log')).toMatch(/\[info\] trusted: true/);
    expect(server.files.extensionHostLog()).toContain('probe.probe');
  });

  it('refuses requests to anybody else and records them', async () => {
    const refused = await workbench.page.evaluate(() =>
      fetch('https://example.invalid/a').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
    await expect.poll(() => workbench.watch.outside.splice(0)).toEqual(['https://example.invalid/a']);
    workbench.watch.errors.length = 0;
  });

  it('reads the status bar and its tooltip', async () => {
    const item = await workbench.statusBar.waitFor('Probe ready');
    expect(item).toEqual({ text: 'Probe ready', ariaLabel: 'Probe is ready', kind: 'standard' });
    expect(await workbench.statusBar.tooltip('Probe ready')).toContain('What the probe knows');
  });

  it('drives an editor: diagnostic, hover, quick fix, undo, save', async () => {
    const { editor } = workbench;
    await workbench.openFile('demo/devcontainer.json');
    expect(await editor.text()).toBe(text);
    // What the extension finds comes when it comes; a hover that is open stays as it is.
    await expect.poll(async () => (await workbench.problems()).join()).toContain('image has no tag');
    await editor.gotoText('debi');
    expect(await editor.hover('probe hover')).toContain('image has no tag');
    expect(await editor.quickFixes()).toEqual(['Add a tag']);
    expect((await workbench.problems()).join()).toContain(
      'probe: image has no tag probe no-tag [Ln 3, Col 13]',
    );
    await editor.gotoText('debi');
    await editor.quickFix('Add a tag');
    await expect.poll(() => editor.text()).toBe(text.replace('debian', 'debian:12'));
    expect(await editor.isDirty()).toBe(true);
    expect(await workbench.problems()).toEqual([]);
    await editor.undo();
    await expect.poll(() => editor.text()).toBe(text);
    await editor.gotoText('debian');
    await editor.type(':12');
    await editor.save();
    expect(await editor.text()).toBe(text.replace('debian', 'debian:12'));
  });

  it('chooses from the palette, a notification, a quick pick, an input box, a dialog', async () => {
    const { notifications, quick, statusBar } = workbench;
    expect(await quick.paletteOffers('Probe:')).toContain('Probe: Run a program');
    await workbench.palette('Probe: Hello');
    const seen = await notifications.waitFor('Probe says hello');
    expect(seen).toEqual({ severity: 'info', text: 'Probe says hello', actions: ['Wave', 'Leave'] });
    await notifications.choose('Probe says hello', 'Wave');
    await statusBar.waitFor('Probe got Wave');
    await workbench.palette('Probe: Ask');
    expect(await quick.labels()).toEqual(['Red', 'Blue']);
    expect((await quick.asked()).title).toBe('Which colour?');
    await quick.choose('Blue');
    expect((await quick.asked()).message).toContain('Which name?');
    await quick.enter('Ann');
    const dialog = await notifications.dialog();
    expect(dialog).toEqual({ message: 'Sure?', detail: 'No way back', buttons: ['Cancel', 'Go on'] });
    await notifications.press('Go on');
    await statusBar.waitFor('Probe has Blue Ann Go on');
  });

  it('reads a diff', async () => {
    await workbench.palette('Probe: Diff');
    await workbench.editor.waitForTitle('Left and right');
    expect(await workbench.editor.isDiff()).toBe(true);
    expect(await workbench.editor.diff()).toEqual({ original: 'one\ntwo\n', modified: 'one\nthree\n' });
  });

  it('walks a tree', async () => {
    const { notifications, statusBar } = workbench;
    const tree = await workbench.view('Probe Tree');
    const stones = async () => (await tree.rows()).map(({ text, level }) => `${level} ${text}`);
    await expect.poll(stones).toEqual(['1 river', '1 sand']);
    await tree.expandAll();
    expect(await stones()).toEqual(['1 river', '2 flint', '2 slate', '1 sand']);
    expect((await tree.waitFor('slate')).ariaLabel).toBe('the slate');
    expect(await tree.inlineActions('flint')).toEqual(['Polish']);
    await tree.inlineAction('flint', 'Polish');
    await statusBar.waitFor('Probe polished flint');
    await tree.titleAction('Hello');
    await notifications.choose('Probe says hello', 'Leave');
    await statusBar.waitFor('Probe got Leave');
    await tree.select('slate');
    expect((await tree.rows()).find(({ focused }) => focused)?.text).toBe('slate');
  });

  it('types in a terminal of the host user, with the engine of the tests', async () => {
    await workbench.typeInTerminal('echo "$(id -u) $HOME $DOCKER_HOST"; command -v docker\n');
    await expect.poll(() => workbench.terminalText()).toContain('/bin/docker');
    const seen = (await workbench.terminalText()).replaceAll('\n', '');
    expect(seen).toContain(`${useHarness().user.uid} ${project.home} ${useHarness().engine.host}`);
  });

  it('shows what an extension does wrong', async () => {
    await workbench.palette('Probe: Fail');
    await workbench.notifications.waitFor('Probe has failed');
    const errors = (await workbench.rendererErrors()).join('\n');
    expect(errors).toContain('probe: a word on the error console');
    expect(errors).toContain('notification: Probe has failed');
  });

  it('opens a restricted window, and grants it trust', async () => {
    const restricted = await start({ trusted: false });
    const window = await browser.open(restricted.address({ folder: project.folder }));
    try {
      await window.statusBar.waitFor('Restricted Mode');
      await window.statusBar.waitFor('Probe ready');
      await expect.poll(() => restricted.files.outputChannel('Probe Log')).toMatch(/\[info\] trusted: false/);
      await window.trust();
      await window.statusBar.waitFor('Probe is trusted');
    } finally {
      await window.close();
      await restricted.stop();
    }
  });

  it('runs tests inside the extension host, against the installed extension', async () => {
    const inside = await start({ smokeTestDriver: true });
    try {
      const data = { extensionPath: inside.extensionPath('probe.probe') };
      const results = await runInExtensionHost(browser, inside, {
        folder: project.folder,
        entry: 'probe.ts',
        data,
      });
      expect(results).toEqual([
        { name: 'the installed extension is under test' },
        { name: 'a test that fails', error: expect.stringContaining("'another name'") },
      ]);
    } finally {
      await inside.stop();
    }
  });

  it('runs inside a dev container, as its remote user', async () => {
    const container = await up(project);
    const inside = await VsCodeInContainer.start({ container, extensions: [useVsCode().probe] });
    const window = await browser.open(inside.address());
    try {
      await window.statusBar.waitFor('Probe ready');
      await window.typeInTerminal('echo "$(id -un) $PWD" $(cat /etc/hostname)\n');
      await expect.poll(() => window.terminalText()).toContain(`vscode ${container.remoteWorkspaceFolder}`);
      await expect.poll(() => inside.log()).toContain('trusted: true');
      expect(await window.rendererErrors()).toEqual([]);
    } finally {
      await window.close();
      await inside.stop();
    }
    const left = await useDocker().sh(container.containerId, 'ps -eo args');
    expect(left.stdout).not.toContain('/opt/vscode-host/');
  });

  it('ends everything that a server has started', async () => {
    const family = processTree(server.pid);
    expect(family.length).toBeGreaterThan(3);
    await server.stop();
    expect(family.filter((pid) => isAlive(pid, 'vscode'))).toEqual([]);
  });
});
