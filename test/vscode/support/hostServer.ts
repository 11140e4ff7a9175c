import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { devcontainerProgram } from '../../harness/engine/devcontainerProgram.ts';
import { hostEnvironment } from '../../harness/project/devcontainer.ts';
import { type Project, writeHostFile } from '../../harness/project/project.ts';
import { useHarness } from '../../harness/start/harness.ts';
import { cleanEnvironment } from '../../harness/system/hostUser.ts';
import { type ServerOptions, VsCodeServer } from '../../harness/vscode/VsCodeServer.ts';
import { useVsCode } from '../../harness/vscode/vscode.ts';

/** A VS Code server of the one whose project it is: our extension, the tests' engine, and what a developer has on the PATH. */
export interface HostServer {
  server: VsCodeServer;
  /** The arguments of every start of the engine's client, by anybody in this server, oldest first. */
  engineCalls(): string[];
}

/**
 * Starts one. `devcontainer` is on the PATH, the real one; so is `docker`, which writes down what it is called with.
 * @param env added to the environment, DOCKER_HOST say
 */
export async function startHostServer(
  project: Project,
  { env = {}, ...options }: Partial<ServerOptions> = {},
): Promise<HostServer> {
  const { user, collection, engine } = useHarness();
  const bin = join(project.root, 'bin');
  const calls = writeHostFile(join(project.root, 'engine-calls.txt'), '');
  const program = (name: string, lines: string) =>
    writeHostFile(join(bin, name), `#!/bin/sh\n${lines}\n`, 0o755);
  program('devcontainer', `exec '${process.execPath}' '${devcontainerProgram()}' "$@"`);
  program('docker', `echo "$*" >> '${calls}'\nexec '${engine.docker}' "$@"`);
  const server = await VsCodeServer.start({
    home: project.home,
    extensions: [useVsCode().vsix],
    machineSettings: { 'claudeSessions.collection': collection },
    ...options,
    env: { ...hostEnvironment(project), PATH: `${bin}:${cleanEnvironment(user).PATH}`, ...env },
  });
  const engineCalls = () => readFileSync(calls, 'utf8').split('\n').filter(Boolean);
  return { server, engineCalls };
}
