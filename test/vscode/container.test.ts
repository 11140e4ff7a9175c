import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder } from '../harness/project/devcontainerText.ts';
import { makeProject, type Project } from '../harness/project/project.ts';
import { useDocker } from '../harness/start/harness.ts';
import { readZip } from '../harness/system/readZip.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import type { Tree } from '../harness/vscode/Tree.ts';
import { VsCodeInContainer, vscodeHostMount } from '../harness/vscode/VsCodeInContainer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

const id = 'claude-sessions.claude-sessions';
/** What would be called if an engine's program were. */
const engines = ['docker', 'podman', 'devcontainer'];
const called = '/tmp/engine-called';
const link = '/var/lib/claude/projects/-workspaces-app';
const secret = 'sk-ant-oat01-canaryofinside0123456789abcdefghij';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The window in the container: VS Code's server runs inside, as the remote user. */
describeVsCode.each(['share', 'isolate'] as const)('the window in a container of mode %s', (mode) => {
  let browser: Browser;
  let project: Project;
  let container: UpResult;
  let inside: VsCodeInContainer;
  let workbench: Workbench;
  let view: Tree;

  beforeAll(async () => {
    project = await makeProject({ claude: '2.1.329', mounts: [vscodeHostMount(useVsCode().host)] });
    await claudeSessions(project, mode);
    container = await up(project);
    const env = { PATH: `${path}:${claudeCodeFolder}`, CLAUDE_CODE_OAUTH_TOKEN: secret };
    const fake = `printf '#!/bin/sh\necho "$0 $*" >>${called}\nexit 1\n'`;
    for (const name of engines) {
      await root(`${fake} >/usr/local/bin/${name} && chmod 755 /usr/local/bin/${name}`);
    }
    inside = await VsCodeInContainer.start({ container, extensions: [useVsCode().vsix], env });
    browser = await Browser.start();
    workbench = await browser.open(inside.address());
  });
  afterAll(async () => {
    await browser?.stop();
    await inside?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [], workbenches: [workbench] }));

  const root = async (script: string) => {
    const { code, stderr, stdout } = await useDocker().sh(container.containerId, script, 'root');
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const texts = async () => (await view.rows()).map(({ text }) => text);
  /** The places, by their titles, when nothing is being looked at any more. */
  const places = async () => (await view.rows()).filter(({ level }) => level === 1).map(({ text }) => text);
  const lookAgain = () => workbench.palette('Claude Sessions: Refresh');

  it('is where the Feature has the extension installed', async () => {
    const label = '{{index .Config.Labels "devcontainer.metadata"}}';
    const metadata = JSON.parse(await useDocker().run(['inspect', '--format', label, container.containerId]));
    const extensions = metadata.flatMap(
      (one: { customizations?: { vscode?: { extensions?: string[] } } }) =>
        one.customizations?.vscode?.extensions ?? [],
    );
    expect(extensions).toContain(id);
    const manifest = readZip(readFileSync(useVsCode().vsix)).get('extension/package.json');
    const { publisher, name } = JSON.parse(String(manifest));
    expect(`${publisher}.${name}`).toBe(id);
  });

  it('says how it stands, and what is unknown from inside and not missing', async () => {
    await workbench.statusBar.waitFor(mode === 'share' ? 'Claude: shared' : 'Claude: isolated');
    view = await workbench.view('Checks');
    await view.waitFor('Inside the container');
    const unknown = /not checked: only the host can know this$/;
    await expect
      .poll(places)
      .toEqual([
        expect.stringMatching(
          mode === 'share' ? /^Shared ?logged in by a token$/ : /^Isolated ?logged in by a token$/,
        ),
        expect.stringMatching(/^On the host/),
        expect.stringMatching(/^In devcontainer\.json ?(\d+ notes?|\d+ checks passed)/),
        expect.stringMatching(/^The container, from outside/),
        expect.stringMatching(/^Inside the container ?(\d+ notes?|\d+ checks passed)/),
      ]);
    const [, host, , outside] = await places();
    expect([host, outside]).toEqual([expect.stringMatching(unknown), expect.stringMatching(unknown)]);
    expect((await texts()).join('\n')).not.toMatch(/missing|error|warning/);
    await workbench.screenshot(`container-${mode}`);
  });

  const faults = {
    share: {
      make: () => inside.sh(`rm ${link}`),
      title: 'Conversations not linked',
      evidence: /-workspaces-app/,
      remedy: () => inside.sh('claude-state bridge "$PWD"'),
    },
    isolate: {
      make: () => root('cd -P /var/lib/claude && chown -R 0:0 . && chmod 755 .'),
      title: 'Claude’s folder: wrong owner',
      evidence: /(root|uid 0|0:0)/,
      remedy: () => root('claude-state heal'),
    },
  }[mode];

  it('finds a fault with its evidence, and sees when it is mended', async () => {
    expect((await texts()).join('\n')).not.toContain(faults.title);
    await faults.make();
    await lookAgain();
    await view.waitFor(faults.title);
    await view.select(faults.title);
    await workbench.page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await texts()).join('\n')).toMatch(faults.evidence);
    await workbench.screenshot(`container-${mode}-fault`);
    expect(await view.inlineActions(faults.title)).not.toContain('Fix');
    await faults.remedy();
    await lookAgain();
    await expect.poll(async () => (await texts()).join('\n')).not.toContain(faults.title);
    await workbench.statusBar.waitFor(mode === 'share' ? 'Claude: shared' : 'Claude: isolated');
  });

  it('says of what only the host can do where it is done', async () => {
    const { notifications } = workbench;
    await notifications.clear();
    for (const title of [
      'Share Claude sessions',
      'Isolate Claude sessions',
      'Remove Claude sessions set-up',
    ]) {
      await workbench.palette(`Claude Sessions: ${title}`);
      const { text } = await notifications.waitFor(`${title} is a matter of the host`);
      expect(text).toContain('Do this on the host');
      await notifications.clear();
    }
    await workbench.palette('Claude Sessions: Prepare host folders');
    await notifications.waitFor('Prepare host folders is a matter of the host');
    await workbench.screenshot(`container-${mode}-refused`);
    await notifications.clear();
    await workbench.palette('Claude Sessions: Rebuild dev container');
    await notifications.waitFor('From inside, this container cannot be rebuilt');
    await notifications.clear();
  });

  it('makes a report that says where it was made, and holds no secret', async () => {
    await workbench.palette('Claude Sessions: Copy troubleshooting report');
    await workbench.notifications.waitFor('The report is in the clipboard');
    await workbench.editor.waitForTitle('Claude Sessions report.md');
    const report = await workbench.clipboard();
    await workbench.screenshot(`container-${mode}-report`);
    expect(report).toContain('- Looked at: in the container\n');
    expect(report).toContain('- Container: this one, seen from inside\n');
    expect(report).toMatch(/only the host can know this/);
    expect(report).not.toContain(secret);
    expect(report).not.toContain('/home/vscode');
    expect(await inside.log()).not.toContain(secret);
  });

  if (mode === 'share')
    it('says of a reviewed one what takes over on the host what is written here', async () => {
      const file = `${container.remoteWorkspaceFolder}/.devcontainer/devcontainer.json`;
      await inside.sh(`sed -i 's/prepare.sh \${devcontainerId}/& review/' '${file}'`);
      await lookAgain();
      const { ariaLabel } = await workbench.statusBar.waitFor('Claude: reviewed');
      expect(ariaLabel).toContain(
        'What is written here comes to the host while VS Code has the project open there',
      );
    });

  it('has called no engine, and said nothing on the error console', async () => {
    await workbench.notifications.clear();
    // VS Code writes every message box of an error there, too.
    const refused = /is a matter of the host|From inside, this container cannot be rebuilt/;
    expect((await workbench.rendererErrors()).filter((line) => !refused.test(line))).toEqual([]);
    expect(await root(`cat ${called} 2>/dev/null; true`)).toBe('');
    // So would one that had been called have been seen.
    await inside.sh('docker ps || true');
    expect(await root(`cat ${called}`)).toBe('/usr/local/bin/docker ps\n');
  });
});
