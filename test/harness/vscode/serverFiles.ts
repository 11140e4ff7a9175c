import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a person's settings.json says in every test: nothing of VS Code's that moves, asks or looks for a network. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  // It takes the keyboard from the rows below it.
  'workbench.tree.enableStickyScroll': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'compact',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'json.schemaDownload.enable': false,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
  // The terminal's text is then in the page, and not in a picture.
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.shellIntegration.enabled': false,
};

export type Settings = Record<string, unknown>;

/** Where a server keeps its things: a directory that is short, because sockets lie in it. */
export class ServerFiles {
  constructor(readonly directory: string) {}

  get userData(): string {
    return join(this.directory, 'data');
  }

  get extensions(): string {
    return join(this.directory, 'exts');
  }

  get temporary(): string {
    return join(this.directory, 't');
  }

  get log(): string {
    return join(this.directory, 'server.log');
  }

  /** Makes the directories and the settings. `trusted`: workspace trust is switched off, and every folder trusted. */
  make(settings: Settings, machineSettings: Settings, trusted: boolean): void {
    for (const folder of ['User', 'Machine']) mkdirSync(join(this.userData, folder), { recursive: true });
    for (const folder of [this.extensions, this.temporary]) mkdirSync(folder, { recursive: true });
    const trust = {
      'security.workspace.trust.enabled': !trusted,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.emptyWindow': false,
    };
    this.#write('User', { ...quiet, ...trust, ...settings });
    this.#write('Machine', machineSettings);
  }

  #write(place: 'User' | 'Machine', settings: Settings): void {
    writeFileSync(join(this.userData, place, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  }

  /** The user's settings as VS Code has them now. */
  userSettings(): Settings {
    return JSON.parse(readFileSync(join(this.userData, 'User/settings.json'), 'utf8'));
  }

  /** Every log file, by its path below `logs`, oldest session first. */
  logs(): { name: string; text: string }[] {
    const folder = join(this.userData, 'logs');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const paths = files.map((file) => join(file.parentPath, file.name)).sort();
    return paths.map((path) => ({ name: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
  }

  /** What the extension hosts have logged, and what an output channel of an extension shows. */
  extensionHostLog(): string {
    return this.#logsThat(/\/remoteexthost\.log$/);
  }

  /** An output channel, by its name; both kinds. */
  outputChannel(name: string): string {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.#logsThat(new RegExp(`/(\\d+-)?${escaped}\\.log$`));
  }

  #logsThat(pattern: RegExp): string {
    return this.logs()
      .filter(({ name }) => pattern.test(name))
      .map(({ text }) => text)
      .join('');
  }
}
