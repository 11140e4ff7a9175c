import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './findOnPath.ts';
import { startPrivateEngine } from './privateEngine.ts';
import { Unavailable } from './requirements.ts';
import { tryRun } from './run.ts';

/** A container engine that the tests may use. */
export interface Engine {
  /** What DOCKER_HOST is set to. */
  host: string;
  /** The client, as a full path. */
  docker: string;
  /** A directory with only `docker` in it, to stand first in PATH. */
  shimDirectory: string;
  /** Nobody else uses it. */
  isPrivate: boolean;
  stop(): Promise<void>;
}

/**
 * The engine of this run: a private one when we are root and dockerd is installed, otherwise the one that
 * DOCKER_HOST or the default socket offers.
 * @throws Unavailable when there is none
 */
export async function provideEngine(runDirectory: string, group: number): Promise<Engine> {
  const docker = ['/usr/bin/docker', findOnPath('docker')].find((path) => path && existsSync(path));
  if (!docker) throw new Unavailable('no docker client is installed (apt-get install docker.io)');
  const shimDirectory = join(runDirectory, 'bin');
  mkdirSync(shimDirectory);
  symlinkSync(docker, join(shimDirectory, 'docker'));
  const dockerd = findOnPath('dockerd');
  if (process.getuid?.() === 0 && dockerd) {
    const engine = await startPrivateEngine(dockerd, runDirectory, group);
    return { ...engine, docker, shimDirectory, isPrivate: true };
  }
  const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const answer = await tryRun(docker, ['-H', host, 'version', '--format', '{{.Server.Version}}']);
  if (answer.code === 0)
    return { host, docker, shimDirectory, isPrivate: false, stop: async () => undefined };
  throw new Unavailable(`no engine answers at ${host}, and a private one needs root and dockerd`);
}
