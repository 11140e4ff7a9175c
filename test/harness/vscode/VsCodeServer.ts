import { spawn } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useHarness } from '../start/harness.ts';
import { cleanEnvironment, giveTo, tryRunAs } from '../system/hostUser.ts';
import { until } from '../system/processes.ts';
import { run, succeeded } from '../system/run.ts';
import { notePid } from '../system/runDirectory.ts';
import { stopFamily } from './processTree.ts';
import { ServerFiles, type Settings } from './serverFiles.ts';
import { addressOf, listening, type Opened, readPort, serverArguments } from './serverProgram.ts';
import { useVsCode } from './vscode.ts';

export interface ServerOptions {
  /** HOME on the host. */
  home: string;
  /** Added to a clean environment: DOCKER_HOST and the like, see `hostEnvironment`. */
  env?: Record<string, string>;
  /** Packed extensions, our own and others. */
  extensions: readonly string[];
  settings?: Settings;
  /** Settings of machine scope: VS Code does not take them from the user's in a remote window, and here every window is one. */
  machineSettings?: Settings;
  /** False: workspace trust is on, and the window restricted until somebody grants trust. */
  trusted?: boolean;
  /** Lets tests run inside the extension host; it hides notifications, so not for tests of the window. */
  smokeTestDriver?: boolean;
  /** Stands before the server's command line, `strace` say. It must become the server's process or stay beside it. */
  wrapper?: readonly string[];
}

/** A VS Code server of the host's user, with its own settings and extensions; serves any number of windows. */
export class VsCodeServer {
  readonly files: ServerFiles;
  #pid: number | undefined;
  #port = 0;

  private constructor(directory: string) {
    this.files = new ServerFiles(directory);
  }

  /** Installs the extensions and starts; ready when it listens. */
  static async start(options: ServerOptions): Promise<VsCodeServer> {
    const { user, runDirectory } = useHarness();
    const server = new VsCodeServer(mkdtempSync(join(runDirectory, 'tmp/v-')));
    const { files } = server;
    files.make(options.settings ?? {}, options.machineSettings ?? {}, options.trusted ?? true);
    await giveTree(files.directory);
    for (const vsix of options.extensions) await server.#install(vsix, options);
    giveTo(user, files.directory);
    await server.#listen(options);
    return server;
  }

  /** The address of a window on a folder, on a workspace file, or on nothing. */
  address(opened: Opened = {}): string {
    return addressOf(this.#port, opened);
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    if (this.#pid === undefined) throw new Error('This VS Code server does not run.');
    return this.#pid;
  }

  /** Where an installed extension lies; throws when it is not installed. */
  extensionPath(id: string): string {
    const found = readdirSync(this.files.extensions).find((name) => name.startsWith(`${id.toLowerCase()}-`));
    if (!found) throw new Error(`${id} is not installed in ${this.files.extensions}`);
    return join(this.files.extensions, found);
  }

  /** Ends the server, its extension hosts and everything that those have started. */
  async stop(): Promise<void> {
    const pid = this.#pid;
    this.#pid = undefined;
    if (pid !== undefined) await stopFamily(pid);
  }

  async #install(vsix: string, options: ServerOptions): Promise<void> {
    const args = serverArguments(useVsCode().host, this.files, ['--install-extension', vsix]);
    const env = this.#environment(options);
    const [node = '', ...rest] = args;
    succeeded(await tryRunAs(useHarness().user, node, rest, { env, cwd: this.files.directory }));
  }

  async #listen(options: ServerOptions): Promise<void> {
    const { runDirectory, user } = useHarness();
    const more = [...listening];
    if (options.trusted ?? true) more.push('--disable-workspace-trust');
    if (options.smokeTestDriver) more.push('--vscode-option', 'enable-smoke-test-driver');
    const line = [...(options.wrapper ?? []), ...serverArguments(useVsCode().host, this.files, more)];
    const [command = '', ...args] = line;
    const log = openSync(this.files.log, 'a');
    const child = spawn(command, args, {
      cwd: this.files.directory,
      env: { ...cleanEnvironment(user), ...this.#environment(options) },
      stdio: ['ignore', log, log],
      detached: true,
      ...(process.getuid?.() === 0 && { uid: user.uid, gid: user.gid }),
    });
    closeSync(log);
    this.#pid = child.pid;
    notePid(runDirectory, `vscode-${child.pid}`, child.pid, this.files.userData);
    await until(() => {
      this.#port = readPort(this.files.log) ?? 0;
      return this.#port > 0 || child.exitCode !== null;
    }, 60_000);
    if (this.#port > 0) return;
    await this.stop();
    throw new Error(
      `The VS Code server did not start:\n${readFileSync(this.files.log, 'utf8').slice(-6000)}`,
    );
  }

  /**
   * No gallery: it would be looked for on the network. And started as if from a terminal: otherwise VS Code asks a login shell
   * for the environment, and that puts the machine's own PATH in place of the tests'.
   */
  #environment({ home, env = {} }: ServerOptions): Record<string, string> {
    const { directory, temporary } = this.files;
    return {
      HOME: home,
      SHELL: '/bin/bash',
      TMPDIR: temporary,
      XDG_CONFIG_HOME: join(directory, 'config'),
      XDG_DATA_HOME: join(directory, 'share'),
      XDG_CACHE_HOME: join(directory, 'cache'),
      EXTENSIONS_GALLERY: '{}',
      VSCODE_CLI: '1',
      ...env,
    };
  }
}

async function giveTree(directory: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { user } = useHarness();
  await run('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
  chownSync(directory, user.uid, user.gid);
}
