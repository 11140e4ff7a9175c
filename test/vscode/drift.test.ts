import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { makeProject, type Project } from '../harness/project/project.ts';
import { useDocker } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import type { Tree } from '../harness/vscode/Tree.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';
import { rebuildInTerminal } from './support/rebuildInTerminal.ts';

/** One real container and its faults, in the order in which they are made and mended: the view shows each, and its fix is in it. */
describeVsCode('the view, beside a real container', () => {
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let view: Tree;
  let workbench: Workbench;

  beforeAll(async () => {
    project = await makeProject(onPath());
    await up(project);
    [browser, host] = await Promise.all([Browser.start(), startHostServer(project)]);
    workbench = await browser.open(host.server.address({ folder: project.folder }));
    await workbench.statusBar.waitFor('Claude: not set up');
    view = await workbench.view('Checks');
  });
  afterAll(async () => {
    await browser?.stop();
    await host?.server.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [host?.server], workbenches: [workbench] }));

  const container = async () => {
    const label = `label=devcontainer.local_folder=${project.folder}`;
    const ids = (await useDocker().run(['ps', '--all', '--quiet', '--filter', label])).trim().split('\n');
    expect(ids).toHaveLength(1);
    return ids[0] ?? '';
  };
  const drifted = 'Mounts not as configured';
  const texts = async () => (await view.rows()).map(({ text }) => text);
  /** Waits until nothing is wrong or unknown in any place of the view. */
  const expectClean = () => {
    const bad = async () => {
      const shown = await texts();
      return shown.length === 0
        ? ['no rows']
        : shown.filter((text) => /error|warning|[Nn]ot checked/.test(text));
    };
    return expect.poll(bad, { timeout: 60_000 }).toEqual([]);
  };

  it('says how to begin where nothing is set up, with a button each', async () => {
    await workbench.sideBarWidth(300);
    expect(await view.welcome()).toContain('is lost when you rebuild it');
    expect(await view.buttons()).toEqual(['Share Claude sessions', 'Isolate Claude sessions']);
    await workbench.screenshot('view-not-set-up');
  });

  it('shows the drift of a container that was made before it was shared, with what it lacks and the fix', async () => {
    // In another terminal, say: the window is told by the files.
    await claudeSessions(project, 'share');
    const item = await workbench.statusBar.waitFor('Claude: rebuild needed');
    expect(item.kind).toBe('warning-kind');
    await view.expandAll();
    const rows = await texts();
    expect(rows).toContainEqual(expect.stringMatching(/^The container, from outside.*error/));
    expect(rows).toContainEqual(expect.stringContaining('lacks /mnt/claude-host/project'));
    expect(await view.inlineActions(drifted)).toEqual(['Fix', 'About this check']);
    await view.focus();
    expect((await view.waitFor('Rebuild needed')).text).toMatch(/container running\W+0 conversations$/);
    expect(await view.inlineActions('Rebuild needed')).toEqual(['Rebuild dev container']);
    // What it is can be read in a narrow side bar.
    const titles =
      /^(Rebuild|Mounts|Container is|claude-state|Configuration|On this|In dev|The container|Inside)/;
    expect((await view.cutLabels()).filter((label) => titles.test(label))).toEqual([]);
    await workbench.screenshot('view-narrow');
    for (let wider = 0; wider < 5; wider += 1) await workbench.palette('Increase Current View Size');
    await view.select(drifted);
    // Without the tooltip of what the pointer rested on.
    await workbench.page.mouse.move(900, 300);
    await workbench.picture('view-with-fix');
  });

  it('mends it: the container is made anew in a terminal, and the engine tells of it', async () => {
    const before = await container();
    await view.menuAction(drifted, 'Fix');
    const question = 'What it holds outside of mounts and volumes is lost.';
    expect(await workbench.notifications.waitFor(question)).toMatchObject({
      severity: 'warning',
      actions: ['Rebuild'],
    });
    await workbench.screenshot('drift-question');
    await workbench.notifications.acceptFirst(question);
    await rebuildInTerminal(workbench, /The dev container is up/);
    expect(await container()).not.toBe(before);
    expect(codesOf(await doctor(project))).toEqual([]);
    await workbench.statusBar.waitFor('Claude: shared');
    await expectClean();
    await workbench.screenshot('drift-mended');
  });

  it('finds that this host is not prepared any more, and prepares it', async () => {
    const [id = '', ...others] = readdirSync(join(project.home, '.claude-sessions'));
    expect(others).toEqual([]);
    // Gone already where this is the second try.
    rmSync(join(project.home, '.claude-sessions', id, 'project'), { force: true });
    await workbench.palette('Claude Sessions: Refresh');
    await view.waitFor('This host is not prepared');
    await workbench.screenshot('drift-host');
    expect(await view.inlineActions('This host is not prepared')).toEqual(['Fix', 'About this check']);
    await view.menuAction('This host is not prepared', 'Fix');
    await expectClean();
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it("finds that the config directory is another user's, and gives it back", async () => {
    const taken = 'cd -P /var/lib/claude && chown -R 0:0 . && chmod 755 .';
    expect((await useDocker().sh(await container(), taken, 'root')).code).toBe(0);
    await workbench.palette('Claude Sessions: Refresh');
    await view.waitFor('Claude’s folder: wrong owner');
    await workbench.screenshot('drift-inside');
    await view.menuAction('Claude’s folder: wrong owner', 'Fix');
    await expectClean();
    const owner = await useDocker().sh(await container(), 'stat -c %U:%a /var/lib/claude/', 'root');
    expect(owner.stdout.trim()).toBe('vscode:700');
  });

  it('sees by itself that the container was stopped, and started again', async () => {
    await useDocker().run(['stop', '-t', '0', await container()]);
    await view.waitFor('the container is not running');
    await useDocker().run(['start', await container()]);
    await expectClean();
    await workbench.notifications.clear();
    expect(await workbench.rendererErrors()).toEqual([]);
  });
});
