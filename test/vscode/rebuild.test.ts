import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeHostFile } from '../harness/project/project.ts';
import { useHarness } from '../harness/start/harness.ts';
import { cleanEnvironment } from '../harness/system/hostUser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { packFixture } from '../harness/vscode/packVsix.ts';
import { soon } from '../harness/vscode/steps.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import { ShareWindow } from './support/ShareWindow.ts';

const config = '.devcontainer/devcontainer.json';
const files = { [config]: '{\n  "image": "debian:12"\n}\n' };
const persist = 'ghcr.io/claude-sessions/features/claude-persist:1';
const login = 'ghcr.io/claude-sessions/features/claude-login:1';
const made = 'This project’s Claude sessions are shared.';
const keep = "Keep Claude's state in all my dev containers";

describeVsCode('Where the Dev Containers extension is not there', () => {
  let window: ShareWindow;
  let record: string;
  let claudeCalls: string;

  beforeAll(async () => {
    const { runDirectory, user } = useHarness();
    record = join(runDirectory, 'tmp', 'devcontainer-calls');
    const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${record}'\nprintf '{"outcome":"success","containerId":"x"}\\n'\n`;
    const program = writeHostFile(join(runDirectory, 'tmp', 'devcontainer-recorder'), script, 0o755);
    writeHostFile(record, '');
    claudeCalls = writeHostFile(join(runDirectory, 'tmp', 'claude-calls'), '');
    const claude = `#!/bin/sh\nprintf '%s: %s, as Node: %s\\n' "$PWD" "$*" "\${ELECTRON_RUN_AS_NODE:-no}" >>'${claudeCalls}'\n`;
    writeHostFile(join(runDirectory, 'tmp/claude-bin/claude'), claude, 0o755);
    window = await ShareWindow.start({
      machineSettings: { 'claudeSessions.devcontainerPath': program },
      env: { PATH: `${join(runDirectory, 'tmp/claude-bin')}:${cleanEnvironment(user).PATH}` },
    });
  });
  afterAll(() => window?.stop());
  keepOnFailure(() => ({ servers: [window?.server], workbenches: window?.windows ?? [] }));

  it('rebuilds by the command line, in a terminal', async () => {
    const folder = await window.open('rebuilt', files);
    const { workbench } = window;
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    expect((await workbench.notifications.waitFor(made)).actions).toEqual(['Rebuild now']);
    await workbench.notifications.choose(made, 'Rebuild now');
    await expect
      .poll(() => workbench.terminalText(), soon)
      .toContain('Start the dev container with these changes?');
    expect(await workbench.terminalText()).toContain('+ image: debian:12');
    await workbench.screenshot('rebuild-terminal');
    expect(await workbench.terminalText()).toContain('(y/N)');
    await workbench.typeInTerminal('y');
    await expect.poll(() => readFileSync(record, 'utf8'), soon).toContain('up ');
    const call = readFileSync(record, 'utf8');
    expect(call).toContain(`--workspace-folder ${folder}`);
    expect(call).toContain('--remove-existing-container');
  });

  it('continues on this host by the command line, in a terminal, once nothing acts', async () => {
    const folder = await window.open('continued', files);
    const { workbench } = window;
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    const id = '0e7e4f5c-0000-4000-8000-000000000000';
    const slug = folder.replace(/[^A-Za-z0-9]/g, '-');
    const transcript = join(window.home, '.claude/projects', slug, `${id}.jsonl`);
    const line = { type: 'worktree-state', worktreeSession: { worktreePath: '/usr' }, sessionId: id };
    writeHostFile(transcript, `${JSON.stringify(line)}\n`);
    const here = 'Claude Sessions: Continue Claude here';
    await workbench.palette(here);
    await expect.poll(() => workbench.terminalText(), soon).toContain('Claude Code was not started.');
    expect(readFileSync(claudeCalls, 'utf8')).toBe('');
    writeHostFile(transcript, '');
    await workbench.palette(here);
    await expect
      .poll(() => readFileSync(claudeCalls, 'utf8'), soon)
      .toBe(`${folder}: --continue, as Node: no\n`);
  });

  it('says that a default for all dev containers needs that extension', async () => {
    await window.open('default', files);
    const { workbench } = window;
    await workbench.statusBar.waitFor('Claude: not set up');
    const before = window.server.files.userSettings();
    await workbench.palette(`Claude Sessions: ${keep}`);
    const toast = await workbench.notifications.waitFor('dev.containers.defaultFeatures');
    expect(toast).toEqual({
      severity: 'error',
      text: 'The setting dev.containers.defaultFeatures belongs to the Dev Containers extension, which is not there. Install it and try again.',
      actions: ['Show extension', 'Show log'],
    });
    expect(window.server.files.userSettings()).toEqual(before);
  });
});

describeVsCode('Where the Dev Containers extension is there', () => {
  let window: ShareWindow;

  beforeAll(async () => {
    const directory = join(useHarness().runDirectory, 'tmp');
    window = await ShareWindow.start({ extensions: [await packFixture('remoteContainers', directory)] });
  });
  afterAll(() => window?.stop());
  keepOnFailure(() => ({ servers: [window?.server], workbenches: window?.windows ?? [] }));

  it('has it rebuild', async () => {
    const folder = await window.open('theirs', files);
    const { workbench } = window;
    await workbench.statusBar.waitFor('Rebuilder ready');
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask('Share Claude sessions');
    await workbench.quick.choose('Apply');
    await workbench.notifications.waitFor(made);
    await workbench.notifications.choose(made, 'Rebuild now');
    await workbench.statusBar.waitFor('Rebuilding with 0 arguments');
    expect(await workbench.page.locator('.terminal-wrapper').count()).toBe(0);
    expect(existsSync(join(folder, config))).toBe(true);
  });

  it('keeps Claude’s state in all dev containers, and stops to', async () => {
    const { workbench, server } = window;
    const setting = () => server.files.userSettings()['dev.containers.defaultFeatures'];
    await workbench.notifications.clear();
    expect(setting()).toBeUndefined();
    await workbench.palette(`Claude Sessions: ${keep}`);
    await workbench.quick.choose('Log in once for all dev containers');
    const toast = await workbench.notifications.waitFor('each in a volume of its own, and share one login');
    expect(toast.actions).toEqual(['Show setting']);
    await expect.poll(setting, soon).toEqual({ [persist]: {}, [login]: {} });
    await workbench.notifications.clear();
    await workbench.palette(`Claude Sessions: ${keep}`);
    await workbench.quick.choose('for this dev container only');
    await workbench.notifications.waitFor('each in a volume of its own. Nothing');
    await expect.poll(setting, soon).toEqual({ [persist]: {} });
    await workbench.notifications.clear();
    await workbench.palette(`Claude Sessions: Stop keeping Claude's state`);
    await workbench.notifications.waitFor('only dev containers that ask for it keep');
    await expect.poll(setting, soon).toBeUndefined();
    await workbench.notifications.clear();
    await workbench.palette(`Claude Sessions: Stop keeping Claude's state`);
    await workbench.notifications.waitFor('was not set');
    expect(await workbench.rendererErrors()).toEqual([]);
  });
});
