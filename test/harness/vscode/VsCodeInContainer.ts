import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Docker } from '../engine/docker.ts';
import type { UpResult } from '../project/devcontainer.ts';
import { useDocker, useHarness } from '../start/harness.ts';
import { until } from '../system/processes.ts';
import { succeeded } from '../system/run.ts';
import { ServerFiles, type Settings } from './serverFiles.ts';
import { addressOf, listening, type Opened, readPort, serverArguments } from './serverProgram.ts';

/** Where the host directory is in a container. */
const hostInside = '/opt/vscode-host';

/** What stands in `mounts` of a devcontainer.json whose container is to run VS Code. It also needs the host's network. */
export const vscodeHostMount = (host: string) => `type=bind,source=${host},target=${hostInside},readonly`;

export interface InContainerOptions {
  container: Pick<UpResult, 'containerId' | 'remoteUser' | 'remoteWorkspaceFolder'>;
  extensions: readonly string[];
  env?: Record<string, string>;
  settings?: Settings;
}

/** The same server as on the host, inside a dev container, as its remote user: what a container window talks to. */
export class VsCodeInContainer {
  readonly #docker: Docker = useDocker();
  readonly #log: string;
  #port = 0;
  #pid = 0;

  private constructor(readonly options: InContainerOptions) {
    this.#log = join(mkdtempSync(join(useHarness().runDirectory, 'tmp/c-')), 'server.log');
  }

  /** Installs the extensions in the container and starts; ready when it listens. */
  static async start(options: InContainerOptions): Promise<VsCodeInContainer> {
    const server = new VsCodeInContainer(options);
    await server.#prepare();
    for (const vsix of options.extensions) await server.#install(vsix);
    await server.#listen();
    return server;
  }

  /** The address of a window; on the workspace folder when nothing else is said. */
  address(opened: Opened = { folder: this.options.container.remoteWorkspaceFolder }): string {
    return addressOf(this.#port, opened);
  }

  /** What the server and the extension hosts have logged. */
  async log(): Promise<string> {
    const logs = await this.sh(
      `cat ${place}/data/logs/*/*/*.log ${place}/data/logs/*/*/*/*.log 2>/dev/null; true`,
    );
    return `${readFileSync(this.#log, 'utf8')}\n${logs}`;
  }

  /** Runs a shell script in the container, as the remote user; returns what it says. */
  async sh(script: string, input?: Buffer): Promise<string> {
    const { containerId, remoteUser } = this.options.container;
    const args = ['exec', '-i', '-u', remoteUser, containerId, 'sh', '-c', script];
    return succeeded(await this.#docker.tryRun(args, input ? { input } : {})).stdout;
  }

  /** Ends the server in the container, and waits for it; the container goes on. */
  async stop(): Promise<void> {
    if (this.#pid === 0) return;
    const { containerId } = this.options.container;
    const args = ['exec', '-u', 'root', containerId, 'sh', '-c', stopScript, String(this.#pid), hostInside];
    succeeded(await this.#docker.tryRun(args));
    this.#pid = 0;
  }

  async #prepare(): Promise<void> {
    const { options } = this;
    const files = new ServerFiles(mkdtempSync(join(useHarness().runDirectory, 'tmp/c-')));
    files.make(options.settings ?? {}, {}, true);
    for (const folder of ['data', 'exts', 't']) await this.sh(`mkdir -p ${place}/${folder}`);
    for (const scope of ['User', 'Machine']) {
      const settings = readFileSync(join(files.userData, scope, 'settings.json'));
      await this.sh(
        `mkdir -p ${place}/data/${scope} && cat > ${place}/data/${scope}/settings.json`,
        settings,
      );
    }
  }

  async #install(vsix: string): Promise<void> {
    await this.sh(`cat > ${place}/install.vsix`, readFileSync(vsix));
    const { containerId } = this.options.container;
    const args = this.#command(['--install-extension', `${place}/install.vsix`]);
    succeeded(await this.#docker.tryRun(['exec', ...this.#flags(), containerId, ...args]));
  }

  async #listen(): Promise<void> {
    const { host, docker } = useHarness().engine;
    const { containerId } = this.options.container;
    const program = this.#command([...listening, '--disable-workspace-trust']);
    const tellPid = ['sh', '-c', 'echo "pid $$"; exec "$@"', 'sh', ...program];
    const log = openSync(this.#log, 'a');
    const client = spawn(docker, ['-H', host, 'exec', ...this.#flags(), containerId, ...tellPid], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const look = () => {
      this.#pid = Number(/^pid (\d+)$/m.exec(readFileSync(this.#log, 'utf8'))?.[1] ?? 0);
      this.#port = readPort(this.#log) ?? 0;
      return this.#port > 0 || client.exitCode !== null;
    };
    await until(look, 60_000);
    if (this.#port > 0) return;
    await this.stop();
    throw new Error(
      `VS Code did not start in the container:\n${readFileSync(this.#log, 'utf8').slice(-6000)}`,
    );
  }

  #command(more: readonly string[]): string[] {
    const files = { userData: `${place}/data`, extensions: `${place}/exts` };
    return serverArguments(hostInside, files, more);
  }

  #flags(): string[] {
    const { remoteUser, remoteWorkspaceFolder } = this.options.container;
    const env = { EXTENSIONS_GALLERY: '{}', TMPDIR: `${place}/t`, ...this.options.env };
    const set = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    return ['-u', remoteUser, '-w', remoteWorkspaceFolder, ...set];
  }
}

/** Where a server keeps its things in a container. */
const place = '/tmp/vscode-server';

/** Ends the process $0, and waits for all that run a program below $1; what stays is ended by force. */
const stopScript = `
left() {
  for file in /proc/[0-9]*/cmdline; do
    pid=\${file#/proc/} pid=\${pid%/cmdline}
    [ "$pid" = "$$" ] || ! tr '\\0' ' ' 2>/dev/null <"$file" | grep -q "$1/" || echo "$pid"
  done
}
kill "$0"
turns=0
while [ -n "$(left "$1")" ] && [ "$turns" -lt 100 ]; do turns=$((turns + 1)); sleep 0.1; done
for pid in $(left "$1"); do kill -9 "$pid"; done
true
`;
