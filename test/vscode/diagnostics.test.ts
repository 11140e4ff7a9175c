import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { hostEnvironment } from '../harness/project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { eventually } from '../harness/vscode/steps.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';
import type { Workbench } from '../harness/vscode/Workbench.ts';

const page = 'https://github.com/claude-sessions/claude-sessions/blob/main/docs/checks.md';
const agents = '${localEnv:HOME}${localEnv:USERPROFILE}/.claude/agents';

const faulty = `{
  // As people write it by hand.
  "image": "debian:13",
  "remoteUser": "vscode",
  "mounts": [
    {
      "type": "bind",
      "source": "${agents}",
      "target": "/mnt/agents",
      "readonly": true
    },
    "type=bind,source=\${localEnv:HOME}\${localEnv:USERPROFILE}/.claude/todos,target=/home/vscode/.claude/todos"
  ]
}
`;
const asString = `"type=bind,source=${agents},target=/mnt/agents,readonly"`;
const object = faulty.slice(faulty.indexOf('    {\n'), faulty.indexOf(',\n    "type=bind')).trim();

/** Shares, without the command that prepares a host. */
const sharing = `{
  "image": "debian:13",
  "features": {
    "ghcr.io/claude-sessions/features/claude-sessions:1": {}
  }
}
`;

/** What VS Code's JSON support knows of devcontainer.json where it may fetch the schema. */
const schema = {
  fileMatch: ['devcontainer.json'],
  schema: {
    type: 'object',
    properties: {
      image: { type: 'string', description: 'The image, says the schema.' },
      mounts: {
        items: { properties: { source: { description: 'Where it is, says the schema.' } } },
      },
    },
  },
};

describeVsCode('devcontainer.json in the editor', () => {
  let browser: Browser;
  let project: Project;
  let server: VsCodeServer;
  let workbench: Workbench;
  const at = (path: string) => join(project.folder, path);
  const start = (trusted: boolean) =>
    VsCodeServer.start({
      home: project.home,
      env: hostEnvironment(project),
      extensions: [useVsCode().vsix],
      settings: { 'json.schemas': [schema], 'claudeSessions.prepareOnOpen': false },
      trusted,
    });

  beforeAll(async () => {
    browser = await Browser.start();
    project = await makeProject({ image: 'debian:13' });
    for (const name of ['agents', 'todos']) makeFolder(`${project.home}/.claude/${name}`);
    writeHostFile(project.config, faulty);
    writeHostFile(at('.devcontainer/sharing/devcontainer.json'), sharing);
    for (const place of ['elsewhere', '.devcontainer/too/deep'])
      writeHostFile(at(`${place}/devcontainer.json`), faulty);
    server = await start(true);
    workbench = await browser.open(server.address({ folder: project.folder }));
    await workbench.openFile('.devcontainer/devcontainer.json');
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
    await project?.dispose();
  });
  // Whatever a test has changed and not saved, the next one finds as it is on the disk.
  afterEach(async () => {
    const { editor } = workbench;
    if (!(await editor.isDirty())) return;
    await editor.focus();
    await workbench.palette('File: Revert File');
    await expect.poll(() => editor.isDirty()).toBe(false);
  });
  keepOnFailure(() => ({ servers: [server], workbenches: [workbench] }));

  /** The codes of our problems, sorted; `of`: of another window. */
  const codes = async (of = workbench): Promise<string[]> => {
    const rows = await of.problems();
    return rows.flatMap((row) => / claude-sessions (?:\()?([a-z-]+)/.exec(row)?.[1] ?? []).sort();
  };
  const waitForCodes = (...expected: string[]) => expect.poll(() => codes()).toEqual(expected.sort());
  const faults = ['host-programs-writable', 'legacy-mounted', 'object-readonly'];

  it('is diagnosed in Problems, with a name, a code and a link to what the check looks for', async () => {
    await waitForCodes(...faults);
    const rows = await workbench.problems();
    expect(rows.join('\n')).toContain(
      '"readonly" is dropped from a mount that is an object: /mnt/agents can be written. claude-sessions object-readonly [Ln 6, Col 5] Write it as a string:',
    );
    const link = workbench.page.locator('.markers-panel-container a', { hasText: 'object-readonly' });
    expect(await link.getAttribute('href')).toBe(`${page}#object-readonly`);
  });

  it('shows a picture for the README', async () => {
    const { editor } = workbench;
    await workbench.palette('View: Toggle Primary Side Bar Visibility');
    await editor.gotoText('"readonly": tr');
    await editor.openQuickFixMenu();
    await workbench.picture('diagnostic-quick-fix');
    await workbench.page.keyboard.press('Escape');
    await workbench.palette('View: Toggle Primary Side Bar Visibility');
  });

  it('says in one hover what is wrong, what the mount is, and what the JSON support knows', async () => {
    const { editor } = workbench;
    await editor.gotoText('"sour');
    const hover = await editor.hover('Our way');
    expect(hover).toContain('"readonly" is dropped from a mount that is an object');
    expect(hover).toContain('Configuration. Your own subagents.');
    expect(hover).toContain('Where it is, says the schema.');
    await editor.gotoText('"ima');
    expect(await editor.hover('schema')).toBe('The image, says the schema.');
  });

  it('is mended by its quick fix, and the fault comes back with undo', async () => {
    const { editor } = workbench;
    await waitForCodes(...faults);
    await editor.gotoText('"type": "bi');
    // What takes something out comes last.
    expect(await editor.quickFixes()).toEqual([
      'Write the mount as a string',
      'Share Claude sessions instead',
      'Remove this mount',
    ]);
    await editor.gotoText('"type": "bi');
    await editor.quickFix('Write the mount as a string');
    await expect.poll(() => editor.text()).toBe(faulty.replace(object, asString));
    await waitForCodes('legacy-mounted');
    expect(readFileSync(project.config, 'utf8')).toBe(faulty);
    await editor.undo();
    expect(await editor.text()).toBe(faulty);
    await waitForCodes(...faults);
  });

  it('is mended as a whole by "Fix All", which is one step to undo', async () => {
    const { editor } = workbench;
    const fixed = faulty.replace(/,\n {4}"type=bind.*todos"/, '').replace(object, asString);
    // The Problems panel, which was looked at, may take the focus back once. Where all is fixed, it does nothing again.
    const fix = async () => {
      await editor.focus();
      await workbench.palette('Fix All');
      const isFixed = async () => (await editor.text()) === fixed;
      return eventually('it is fixed', isFixed, Boolean, 5000).catch(() => false);
    };
    await eventually('all is fixed', fix, Boolean);
    await waitForCodes();
    await editor.undo();
    expect(await editor.text()).toBe(faulty);
  });

  it('completes a mount and a Feature', async () => {
    const { editor } = workbench;
    await editor.gotoText('claude/todos"');
    await editor.insert(',\n');
    expect((await editor.suggestions()).join('\n')).toContain('Claude: a volume for its state');
    await editor.complete('Claude: a volume for its state');
    const volume = '"type=volume,source=claude-code-config-${devcontainerId},target=/home/vscode/.claude"';
    const withVolume = faulty.replace('.claude/todos"', `.claude/todos",\n    ${volume}`);
    expect(await editor.text()).toBe(withVolume);
    await editor.gotoText('"image": "debian:13",');
    await editor.insert('\n"features": {},');
    await editor.gotoText('"features": {');
    await editor.complete('claude-sessions/features/claude-persist');
    const feature = '"features": {"ghcr.io/claude-sessions/features/claude-persist:1": {}}';
    expect(await editor.text()).toBe(withVolume.replace('13",', `13",\n  ${feature},`));
  });

  it('finds what is missing on this host, in a change that is not saved, until it is made', async () => {
    const { editor } = workbench;
    const source = join(project.root, 'data-of-the-host');
    await editor.gotoText('claude/todos"');
    await editor.insert(`,\n"type=bind,source=${source},target=/data"`);
    await waitForCodes(...faults, 'source-missing');
    expect(readFileSync(project.config, 'utf8')).toBe(faulty);
    expect((await workbench.problems()).join('\n')).toContain(
      'The source of a mount is missing on this host: the container will not start. claude-sessions source-missing [Ln 13, Col 5]',
    );
    makeFolder(source);
    await workbench.palette('Claude Sessions: Refresh');
    await waitForCodes(...faults);
  });

  it('leaves errors of syntax and type to the JSON support', async () => {
    const { editor } = workbench;
    await editor.gotoText('"image": ');
    await editor.insert('13 ');
    const rows = () => workbench.problems();
    await expect.poll(async () => (await rows()).join('\n')).toContain('Expected comma');
    const before = (await rows()).filter((row) => row.includes('Ln 3')).join('\n');
    expect(before).not.toContain('claude-sessions');
    expect(before.match(/Expected comma/g)).toHaveLength(1);
    await waitForCodes(...faults);
  });

  it('is left alone where the specification has no devcontainer.json', async () => {
    const { editor } = workbench;
    for (const place of ['elsewhere', 'too/deep']) {
      await workbench.openFile(`${place}/devcontainer.json`);
      await workbench.palette('View: Keep Editor');
      await editor.gotoText('"ima');
      expect(await editor.hover('schema')).toBe('The image, says the schema.');
    }
    // What the server has of a change after that comes after what it would say of those.
    await workbench.openFile('.devcontainer/devcontainer.json');
    await editor.gotoText('claude/todos"');
    await editor.insert(`,\n"type=bind,source=/is/not/there,target=/data"`);
    await waitForCodes(...faults, 'source-missing');
    const files = (await workbench.problems()).filter((row) => row.startsWith('devcontainer.json'));
    expect(files).toEqual([expect.stringMatching(/^devcontainer\.json\s*\.devcontainer 4$/)]);
  });

  it('offers what is no edit, and mends it: the set-up is written anew, and the host prepared', async () => {
    const { editor, quick, notifications } = workbench;
    const prepared = join(project.home, '.claude-sessions');
    await workbench.palette('View: Close All Editors');
    await workbench.openFile('sharing/devcontainer.json');
    await waitForCodes('host-not-prepared', 'no-prepare-command');
    expect(existsSync(prepared)).toBe(false);
    await editor.gotoText('"ghcr.io');
    expect(await editor.quickFixes()).toEqual(['Write the sharing set-up again', 'Prepare this host']);
    await editor.gotoText('"ghcr.io');
    await editor.quickFix('Prepare this host');
    await waitForCodes('no-prepare-command');
    expect(readdirSync(prepared)).toHaveLength(1);
    expect(await editor.text()).toBe(sharing);
    await notifications.clear();
    await editor.gotoText('"ghcr.io');
    await editor.quickFix('Write the sharing set-up again');
    await workbench.changeDetails();
    expect((await quick.asked()).title).toContain('Set up Claude Sessions again');
    await quick.choose('Apply');
    await waitForCodes();
    await editor.waitForTitle('devcontainer.json');
    await expect
      .poll(() => readFileSync(at('.devcontainer/sharing/devcontainer.json'), 'utf8'))
      .toContain('"initializeCommand"');
  });

  it('left nothing on the error console, and no trouble in the log', async () => {
    expect(await workbench.rendererErrors()).toEqual([]);
    expect(server.files.outputChannel('Claude Sessions')).not.toMatch(/\[(warning|error)\]/);
  });

  it('is served in a restricted window too, by its text alone', async () => {
    const restricted = await start(false);
    const window = await browser.open(restricted.address({ folder: project.folder }));
    try {
      await window.openFile('.devcontainer/devcontainer.json');
      await window.editor.gotoText('claude/todos"');
      await window.editor.insert(`,\n"type=bind,source=/is/not/there,target=/data"`);
      await expect.poll(() => codes(window)).toEqual(faults);
      await window.editor.gotoText('"sour');
      expect(await window.editor.hover('Our way')).toContain('Your own subagents');
      await window.editor.quickFix('Write the mount as a string');
      await expect.poll(() => codes(window)).toEqual(['legacy-mounted']);
      expect(restricted.files.outputChannel('Claude Sessions')).toContain('linux, restricted');
      expect(await window.rendererErrors()).toEqual([]);
    } finally {
      await window.close();
      await restricted.stop();
    }
  });
});
