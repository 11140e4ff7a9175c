import { mkdtempSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hostEnvironment } from '../../harness/project/devcontainer.ts';
import { makeFolder, type Project, writeHostFile } from '../../harness/project/project.ts';
import { useHarness } from '../../harness/start/harness.ts';
import { giveTo, runAs } from '../../harness/system/hostUser.ts';
import { Browser } from '../../harness/vscode/Browser.ts';
import { eventually } from '../../harness/vscode/steps.ts';
import { type ServerOptions, VsCodeServer } from '../../harness/vscode/VsCodeServer.ts';
import { useVsCode } from '../../harness/vscode/vscode.ts';
import type { Workbench } from '../../harness/vscode/Workbench.ts';

/** One person's VS Code with our extension, in which project after project is opened. */
export class ShareWindow {
  readonly home: string;
  #window: Workbench | undefined;

  private constructor(
    readonly root: string,
    readonly browser: Browser,
    readonly server: VsCodeServer,
  ) {
    this.home = join(root, 'home');
  }

  /** @param more what the server has beside our extension */
  static async start(more: Partial<ServerOptions> = {}): Promise<ShareWindow> {
    const { user, runDirectory } = useHarness();
    const root = mkdtempSync(join(runDirectory, 'tmp/w-'));
    giveTo(user, root);
    const home = makeFolder(join(root, 'home'));
    const [browser, server] = await Promise.all([
      Browser.start(),
      VsCodeServer.start({
        home,
        ...more,
        env: { ...hostEnvironment({ home } as Project), ...more.env },
        extensions: [useVsCode().vsix, ...(more.extensions ?? [])],
      }),
    ]);
    return new ShareWindow(root, browser, server);
  }

  get workbench(): Workbench {
    if (!this.#window) throw new Error('No project is open yet.');
    return this.#window;
  }

  /** The window, for a failed test's report: perhaps not yet there. */
  get windows(): (Workbench | undefined)[] {
    return [this.#window];
  }

  /** Makes a project of some files and opens it, in the place of the one before. @returns its folder */
  async open(name: string, files: Record<string, string>): Promise<string> {
    const folder = await this.#make(join(this.root, 'work', name), files);
    const address = this.server.address({ folder });
    if (this.#window) await this.#window.reload(address);
    else this.#window = await this.browser.open(address);
    // What the manifest says comes late to a window, and an open palette does not take it up.
    const { quick, statusBar } = this.#window;
    const isDevContainer = Object.keys(files).some((name) =>
      /^\.devcontainer(\/.*devcontainer)?\.json$/.test(name),
    );
    if (isDevContainer) await statusBar.waitFor('Claude: ');
    const share = 'Claude Sessions: Share Claude sessions';
    await eventually(
      'our commands',
      () => quick.paletteOffers(share),
      (offers) => offers.includes(share),
    );
    return folder;
  }

  /** Runs a command that changes the mode, and waits for its question. */
  async ask(title: string): Promise<void> {
    // What was done before may have told as much.
    await this.workbench.notifications.calm();
    await this.workbench.palette(`Claude Sessions: ${title}`);
    await this.waitForQuestion();
  }

  async waitForQuestion(): Promise<void> {
    await this.workbench.changeDetails();
  }

  /** Makes a project of the same name elsewhere, and opens it nowhere. @returns its folder */
  sibling(folder: string, files: Record<string, string>): Promise<string> {
    return this.#make(join(mkdtempSync(join(this.root, 'sibling-')), basename(folder)), files);
  }

  async #make(path: string, files: Record<string, string>): Promise<string> {
    const { user } = useHarness();
    giveTo(user, makeFolder(dirname(path)));
    const folder = makeFolder(path);
    for (const [file, text] of Object.entries(files)) writeHostFile(join(folder, file), text);
    await runAs(user, 'git', ['init', '-q', '-b', 'main', folder], { env: { HOME: this.home } });
    return folder;
  }

  /** A file of a folder, byte by byte. */
  read(folder: string, file = '.devcontainer/devcontainer.json'): string {
    return readFileSync(join(folder, file), 'latin1');
  }

  /** Writes devcontainer.json as another program would. */
  write(folder: string, text: string): void {
    writeHostFile(join(folder, '.devcontainer/devcontainer.json'), text);
  }

  async stop(): Promise<void> {
    await this.browser.stop();
    await this.server.stop();
  }
}
