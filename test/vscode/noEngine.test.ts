import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { makeProject, type Project } from '../harness/project/project.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { eventually } from '../harness/vscode/steps.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';

/** An engine that was stopped, or is on another machine: what it alone knows is unknown, and nobody is bothered with it. */
describeVsCode('an engine that does not answer', () => {
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let workbench: Workbench;

  beforeAll(async () => {
    project = await makeProject();
    await claudeSessions(project, 'share');
    const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    [browser, host] = await Promise.all([Browser.start(), startHostServer(project, { env })]);
    workbench = await browser.open(host.server.address({ folder: project.folder }));
  });
  afterAll(async () => {
    await browser?.stop();
    await host?.server.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [host?.server], workbenches: [workbench] }));

  it('says what is unknown and why, and what it knows all the same', async () => {
    await workbench.statusBar.waitFor('Claude: shared');
    const view = await workbench.view('Checks');
    expect((await view.waitFor('Inside the container')).text).toMatch(/^Inside the container ?not checked: /);
    await view.waitFor('Engine does not answer');
    const texts = (await view.rows()).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^Not checked: .* checks?$/));
    expect(texts.filter((text) => /error|missing/.test(text))).toEqual([]);
    expect((await view.waitFor('In devcontainer.json')).text).not.toMatch(/unknown|error|warning/);
    await view.expandAll();
    await workbench.screenshot('no-engine');
  });

  it('asks it for each look that somebody asked for, and does not call again by itself', async () => {
    const calls = (command: string) => host.engineCalls().filter((call) => call.split(' ')[0] === command);
    const before = calls('ps').length;
    for (let look = 1; look <= 4; look += 1) {
      await workbench.palette('Claude Sessions: Refresh');
      await eventually(
        `look ${look} asks the engine`,
        async () => calls('ps').length,
        (count) => count >= before + look,
      );
    }
    const all = host.engineCalls().join('\n');
    expect(calls('ps'), all).toHaveLength(before + 4);
    // Watching is tried anew by a look: when it begins and when it ends.
    expect(calls('events').length, all).toBeGreaterThan(0);
    expect(calls('events').length, all).toBeLessThanOrEqual(2 * calls('ps').length);
  });

  it('tells nobody in a message, and says little in the log', async () => {
    expect(await workbench.notifications.all()).toEqual([]);
    expect(await workbench.rendererErrors()).toEqual([]);
    const log = host.server.files.outputChannel('Claude Sessions').trim().split('\n');
    expect(log).toEqual([expect.stringContaining('[info] Claude Sessions ')]);
  });
});
