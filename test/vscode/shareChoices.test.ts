import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepOnFailure } from '../harness/vscode/keepOnFailure.ts';
import { soon } from '../harness/vscode/steps.ts';
import { describeVsCode } from '../harness/vscode/vscode.ts';
import { cliTwin } from './support/cliTwin.ts';
import { folderContent } from './support/folderContent.ts';
import { ShareWindow } from './support/ShareWindow.ts';

const config = '.devcontainer/devcontainer.json';
const text = '{\n  // ours\n  "image": "debian:12"\n}\n';
const title = 'Share Claude sessions';
const memory = "this project's memory (instructions that Claude on the host follows)";

describeVsCode('What is asked before anything is shared', () => {
  let window: ShareWindow;

  beforeAll(async () => {
    window = await ShareWindow.start();
  });
  afterAll(() => window?.stop());
  keepOnFailure(() => ({ servers: [window?.server], workbenches: window?.windows ?? [] }));

  it('asks which configuration is meant, and changes no other', async () => {
    const [one, two] = ['.devcontainer/one/devcontainer.json', '.devcontainer/two/devcontainer.json'];
    const folder = await window.open('several', { [one]: text, [two]: text });
    const { workbench } = window;
    const planned = await cliTwin(folder, ['share', '--config', two]);
    await workbench.statusBar.waitFor('Claude: not set up');
    await workbench.palette(`Claude Sessions: ${title}`);
    await expect.poll(() => workbench.quick.labels(), soon).toEqual([`several (${one})`, `several (${two})`]);
    expect((await workbench.quick.asked()).placeholder).toBe('Which dev container?');
    await workbench.quick.choose(two);
    await window.waitForQuestion();
    expect(await workbench.editor.title()).toContain(two);
    await workbench.quick.choose('Apply');
    await workbench.notifications.waitFor('This project’s Claude sessions are shared.');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    expect(window.read(folder, one)).toBe(text);
  });

  it('offers to make a devcontainer.json where there is none', async () => {
    const folder = await window.open('fresh', { 'hello.txt': 'hello\n' });
    const { workbench } = window;
    const before = folderContent(folder);
    const planned = await cliTwin(folder, ['share', '--create']);
    await window.ask(title);
    expect((await workbench.quick.texts())[0]).toBe(`Apply\nMakes ${config}.`);
    expect((await workbench.editor.diff()).original).toBe('');
    await workbench.quick.choose('Cancel');
    await expect.poll(() => workbench.editor.tabs(), soon).toEqual([]);
    await expect.poll(() => folderContent(folder), soon).toEqual(before);
    await window.ask(title);
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
  });

  it('lets options be chosen, and says what they come to before and after', async () => {
    const folder = await window.open('options', { [config]: text });
    const { workbench } = window;
    const planned = await cliTwin(folder, ['share', '--no-profile', '--memory', 'rw']);
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask(title);
    expect(await workbench.quick.texts()).toContain(`Can read: ${memory}`);
    await workbench.quick.choose('Options…');
    await expect
      .poll(() => workbench.quick.turnedOn(), soon)
      .toEqual(['My settings, instructions and skills']);
    await workbench.screenshot('share-options');
    await workbench.quick.toggle(['My settings, instructions and skills', "Writing this project's memory"]);
    await window.waitForQuestion();
    const told = await workbench.quick.readAll();
    expect(told).toContain(`Can write: ${memory}`);
    expect(told.filter((line) => line.startsWith('Can read'))).toEqual([]);
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    expect(window.read(folder)).not.toContain('claude-profile');
    // As it was chosen last, not as it is by default.
    await workbench.notifications.clear();
    await workbench.palette(`Claude Sessions: ${title}`);
    await workbench.notifications.waitFor('options is shared already: nothing is to be changed.');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
  });

  it('lets an isolated one keep its whole home, and shows that it does', async () => {
    const folder = await window.open('home', { [config]: text });
    const { workbench } = window;
    const planned = await cliTwin(folder, ['isolate', '--home']);
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask('Isolate Claude sessions');
    await workbench.quick.choose('Options…');
    await expect
      .poll(() => workbench.quick.labels(), soon)
      .toEqual(['The same path inside', 'Keep the whole home', 'Telemetry']);
    await workbench.quick.toggle(['Keep the whole home']);
    await window.waitForQuestion();
    const told = await workbench.quick.readAll();
    expect(told.filter((line) => line.startsWith('Keeps: the whole home'))).toHaveLength(1);
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: isolated');
    await expect.poll(() => folderContent(folder), soon).toEqual(planned);
    await workbench.palette('Claude Sessions: Check Claude mounts');
    await workbench.notifications.waitFor('Its user’s whole home is kept.');
  });

  it('begins the list with the options that hold', async () => {
    const folder = await window.open('kept', { [config]: text });
    const { workbench } = window;
    const turnedOn = () => workbench.quick.turnedOn();
    const own = "Writing this project's memory";
    await workbench.statusBar.waitFor('Claude: not set up');
    await window.ask(title);
    await workbench.quick.choose('Options…');
    await expect.poll(turnedOn, soon).toEqual(['My settings, instructions and skills']);
    await workbench.quick.toggle(['My settings, instructions and skills', own]);
    await window.waitForQuestion();
    // What was chosen a moment ago.
    await workbench.quick.choose('Options…');
    await expect.poll(turnedOn, soon).toEqual([own]);
    await workbench.quick.toggle([]);
    await window.waitForQuestion();
    await workbench.quick.choose('Apply');
    await workbench.statusBar.waitFor('Claude: shared');
    // What devcontainer.json says, when something else is to be changed in it.
    const byHand = '"source=${localEnv:HOME}/.claude,target=/home/vscode/.claude,type=bind", ';
    window.write(
      folder,
      window.read(folder).replace(/"mounts": \[\s*/, (found) => found + byHand),
    );
    await window.ask(title);
    await workbench.quick.choose('Options…');
    await expect.poll(turnedOn, soon).toEqual([own]);
  });
});
