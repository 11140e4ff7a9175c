import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { MockApi } from '../harness/claude/mockApi.ts';
import { up } from '../harness/project/devcontainer.ts';
import { makeProject, type Project } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useHarness } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';
import { type HostServer, startHostServer } from './support/hostServer.ts';
import { rebuildInTerminal } from './support/rebuildInTerminal.ts';

const version = '2.1.329';

/** What the product is for, as its user does it: one conversation, from the palette into the container and back. */
describeVsCode('the chain, from the palette', () => {
  let api: MockApi;
  let browser: Browser;
  let host: HostServer;
  let project: Project;
  let workbench: Workbench;

  beforeAll(async () => {
    project = await makeProject({ claude: version });
    [api, browser, host] = await Promise.all([MockApi.start(), Browser.start(), startHostServer(project)]);
    workbench = await browser.open(host.server.address({ folder: project.folder }));
  });
  afterAll(async () => {
    await browser?.stop();
    await host?.server.stop();
    await api?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [host?.server], workbenches: [workbench] }));

  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });

  it('shares, rebuilds, and goes on inside, on the host again, and after the next rebuild', async () => {
    const { notifications, quick, statusBar } = workbench;
    const { sessionId, text } = await askOnHost(project, { version, api, prompt: 'the first prompt of all' });
    expect(text).toBe('users=1 assistant=0');
    await statusBar.waitFor('Claude: not set up');

    await workbench.palette('Claude Sessions: Share Claude sessions');
    await workbench.changeDetails();
    await quick.choose('Apply');
    const shared = 'This project’s Claude sessions are shared.';
    expect((await notifications.waitFor(shared)).actions).toEqual(['Rebuild now']);
    expect(readFileSync(project.config, 'utf8')).toContain(`"${useHarness().collection}/claude-sessions`);
    await statusBar.waitFor('Claude: shared');

    await notifications.choose(shared, 'Rebuild now');
    await rebuildInTerminal(workbench, /The dev container is up/);
    await workbench.screenshot('chain-rebuilt');
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    expect(api.messagesOf('users=2 assistant=1')).toContain('the first prompt of all');
    expect(await askOnHost(project, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });

    // By the Dev Containers CLI itself, as other tools do it.
    await up(project, { removeExisting: true });
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=4 assistant=3' });
    expect(readdirSync(join(project.home, '.claude/projects'))).toHaveLength(1);
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([sessionId]);

    await statusBar.waitFor('Claude: shared');
    expect(await workbench.rendererErrors()).toEqual([]);
  }, 300_000);
});
