import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';

/** A colleague has set the project up; it is opened on a host that has never heard of it. */
describeVsCode('opening a folder whose dev container shares', () => {
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let workbench: Workbench;
  let prepared: string;

  beforeAll(async () => {
    project = await makeProject();
    await claudeSessions(project, 'share');
    const [id = ''] = readdirSync(join(project.home, '.claude-sessions'));
    prepared = join(project.home, '.claude-sessions', id, 'project');
    for (const name of ['.claude', '.claude-sessions']) rmSync(join(project.home, name), { recursive: true });
    [browser, host] = await Promise.all([Browser.start(), startHostServer(project)]);
  });
  afterAll(async () => {
    await browser?.stop();
    await host?.server.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [host?.server], workbenches: [workbench] }));

  const log = () => host.server.files.outputChannel('Claude Sessions');

  it('prepares the host without a word', async () => {
    workbench = await browser.open(host.server.address({ folder: project.folder }));
    await expect.poll(() => existsSync(prepared), { timeout: 30_000 }).toBe(true);
    const view = await workbench.view('Checks');
    const onHost = async () => (await view.waitFor('On this host')).text;
    await expect.poll(onHost, { timeout: 30_000 }).toMatch(/^On this host ?\d+ checks passed$/);
    await workbench.statusBar.waitFor('Claude: shared');
    expect(log()).toContain('Prepared this host for ');
    expect(await workbench.notifications.all()).toEqual([]);
    expect(await workbench.rendererErrors()).toEqual([]);
  });

  it('refuses what would share another project, and warns once with a way on', async () => {
    const other = makeFolder(join(project.home, '.claude/projects/-other'));
    writeHostFile(join(other, 'session.jsonl'), '{}\n');
    rmSync(prepared);
    symlinkSync(other, prepared);
    const failures = () => log().match(/Preparing this host for .* failed/g)?.length ?? 0;
    const before = failures();
    await workbench.reload();
    const refused = 'does not lead to the conversations of this project';
    const seen = await workbench.notifications.waitFor(refused);
    expect(seen).toMatchObject({ severity: 'warning', actions: ['Troubleshoot'] });
    await workbench.screenshot('prepare-refused');
    // It is refused at each look, and told at none of them again.
    const looks = async () => {
      await workbench.palette('Claude Sessions: Refresh');
      return (await workbench.notifications.all()).length;
    };
    expect([await looks(), await looks()]).toEqual([1, 1]);
    await workbench.notifications.acceptFirst(refused);
    const view = await workbench.view('Checks');
    await view.waitFor('Prepared link leads elsewhere');
    expect(await workbench.notifications.all()).toEqual([]);
    expect(readdirSync(other)).toEqual(['session.jsonl']);
    expect(failures() - before).toBe(1);
  });
});
