import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plantCanaries } from '../harness/project/canaries.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { useHarness } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

/** Somebody's home, by whose name the person is known. */
const person = 'ada-lovelace';

const secrets = {
  environment: 'canaryofenvironmentqwertz',
  argument: 'canaryofargumentasdfgh',
  option: 'canaryofoptionyxcvbn',
  token: 'sk-ant-oat01-canaryoftoken0123456789abcdefg',
};

/** A dev container that shares, with faults whose evidence comes near to secrets. */
const text = (image: string) => `{
  "image": ${JSON.stringify(image)},
  "remoteUser": "vscode",
  "runArgs": ["--network=host", "-e", "DEPLOY_TOKEN=${secrets.argument}"],
  "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "${secrets.token}" }
}
`;
/** What stops a container, so it is written after its start. */
const afterwards = `  "remoteUser": "vscode",
  "mounts": [
    "type=bind,source=/srv/\${localEnv:DEPLOY_TOKEN}/data,target=/data",
    "type=volume,source=data,target=/data,volume-opt=o=username=me,password=${secrets.option}"
  ],`;

/** What users paste where they ask for help. */
describeVsCode('the report', () => {
  let browser: Browser;
  let project: Project;
  let server: VsCodeServer;
  let workbench: Workbench;
  let planted: string[];
  let report = '';
  const title = 'Claude Sessions report.md';

  beforeAll(async () => {
    browser = await Browser.start();
    const made = await makeProject({ image: 'debian:13' });
    const home = makeFolder(join(made.root, person));
    const folder = makeFolder(join(home, 'src/app'));
    project = { ...made, home, folder, config: join(folder, '.devcontainer/devcontainer.json') };
    writeHostFile(project.config, text(useHarness().images.vscode));
    const files = {
      '.claude/settings.json': (word: string) =>
        JSON.stringify({ model: 'opus', env: { MY_PASSWORD: word, NOTE: word } }),
      '.claude/.credentials.json': (word: string) => JSON.stringify({ token: word }),
    };
    planted = [...Object.values(plantCanaries(home, files)), ...Object.values(secrets)];
    await claudeSessions(project, 'share');
    await up(project);
    const shared = readFileSync(project.config, 'utf8');
    writeHostFile(project.config, shared.replace('  "remoteUser": "vscode",', afterwards));
    server = await VsCodeServer.start({
      home,
      env: { ...hostEnvironment(project), DEPLOY_TOKEN: secrets.environment },
      extensions: [useVsCode().vsix],
    });
    workbench = await browser.open(server.address({ folder }));
    await workbench.statusBar.waitFor('Claude: shared');
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
    await project?.dispose();
  });
  keepOnFailure(() => ({ servers: [server], workbenches: [workbench] }));

  it('opens from the palette, and says how the dev container stands', async () => {
    const { editor } = workbench;
    await workbench.palette('Claude Sessions: Open troubleshooting report');
    await editor.waitForTitle(title);
    report = await editor.text();
    expect(report).toMatch(/^# Claude Sessions: report\n\n- Claude Sessions \d/);
    expect(report).toContain(
      '\n## `~/src/app`\n\n- File: `.devcontainer/devcontainer.json`\n- Mode: shared\n',
    );
    expect(report).toMatch(/\n- Container: `[a-z_0-9]+`, running\n/);
    for (const code of ['source-missing', 'token-in-configuration', 'duplicate-target'])
      expect(report).toContain(`[${code}](https://github.com/claude-sessions/`);
    expect(report).toContain('seen: `missing: /srv/${localEnv:DEPLOY_TOKEN}/data`');
    expect(report).toContain('volume-opt=o=username=me,password=…`');
  });

  it('tells no secret, and not who it is about', () => {
    expect(planted).toHaveLength(6);
    const whole = `${report}\n${server.files.outputChannel('Claude Sessions')}`;
    expect(whole).toContain('Claude Sessions 1.');
    for (const secret of planted) expect(whole).not.toContain(secret);
    expect(report).not.toContain(useHarness().user.name);
    expect(report).not.toContain(person);
    expect(report).not.toContain(project.root);
  });

  it('is copied as it is shown, from the palette', async () => {
    await forgetClipboard();
    await workbench.palette('Claude Sessions: Copy troubleshooting report');
    await workbench.notifications.waitFor('The report is in the clipboard.');
    expect(await workbench.clipboard()).toBe(report);
    await workbench.notifications.clear();
  });

  it('is opened and copied from the view', async () => {
    const { editor, notifications } = workbench;
    await workbench.palette('View: Close All Editors');
    const tree = await workbench.view('Checks');
    await tree.titleAction('Open troubleshooting report');
    await editor.waitForTitle(title);
    expect(await editor.text()).toBe(report);
    await workbench.palette('View: Close All Editors');
    await forgetClipboard();
    await tree.titleAction('Copy troubleshooting report');
    await notifications.waitFor('The report is in the clipboard.');
    expect(await workbench.clipboard()).toBe(report);
    await notifications.clear();
  });

  it('follows what changes while it is open', async () => {
    const { editor } = workbench;
    await editor.waitForTitle(title);
    writeHostFile(project.config, readFileSync(project.config, 'utf8').replace(secrets.token, 'gone'));
    await expect.poll(() => editor.text()).not.toContain('token-in-configuration');
    expect(await workbench.rendererErrors()).toEqual([]);
  });

  /** So that what is pasted later is known to be new. */
  async function forgetClipboard(): Promise<void> {
    await workbench.page.evaluate(`navigator.clipboard.writeText('nothing yet')`);
  }
});
