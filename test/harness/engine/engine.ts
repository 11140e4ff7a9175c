import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../system/findOnPath.ts';
import { Unavailable } from '../system/requirements.ts';
import { tryRun } from '../system/run.ts';
import { startPrivateEngine } from './privateEngine.ts';

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
 * The engine of the tests: a private one when we are root and dockerd is installed, otherwise the one that answers.
 * @throws Unavailable when there is none
 */
export async function provideEngine(runDirectory: string, group: number): Promise<Engine> {
  const client = provideClient(runDirectory);
  return (await tryPrivateEngine(client, runDirectory, group)) ?? answeringEngine(client);
}

/**
 * The engine of a person who tries something out: the one that answers, otherwise a private one.
 * @throws Unavailable when there is none
 */
export async function provideUsersEngine(runDirectory: string, group: number): Promise<Engine> {
  const client = provideClient(runDirectory);
  try {
    return await answeringEngine(client);
  } catch (error) {
    const engine = error instanceof Unavailable && (await tryPrivateEngine(client, runDirectory, group));
    if (engine) return engine;
    throw error;
  }
}

type Client = Pick<Engine, 'docker' | 'shimDirectory'>;

function provideClient(runDirectory: string): Client {
  const docker = ['/usr/bin/docker', findOnPath('docker')].find((path) => path && existsSync(path));
  if (!docker) throw new Unavailable('no docker client is installed (apt-get install docker.io)');
  const shimDirectory = join(runDirectory, 'bin');
  mkdirSync(shimDirectory);
  symlinkSync(docker, join(shimDirectory, 'docker'));
  return { docker, shimDirectory };
}

/** A private engine; undefined where we are not root or dockerd is not installed. */
async function tryPrivateEngine(
  client: Client,
  runDirectory: string,
  group: number,
): Promise<Engine | undefined> {
  const dockerd = findOnPath('dockerd');
  if (process.getuid?.() !== 0 || !dockerd) return undefined;
  return { ...client, ...(await startPrivateEngine(dockerd, runDirectory, group)), isPrivate: true };
}

/** The engine that DOCKER_HOST, the client's context or the default socket offers. */
async function answeringEngine(client: Client): Promise<Engine> {
  const host = process.env.DOCKER_HOST || (await hostOfContext(client)) || 'unix:///var/run/docker.sock';
  const answer = await tryRun(client.docker, ['-H', host, 'version', '--format', '{{.Server.Version}}']);
  if (answer.code === 0) return { ...client, host, isPrivate: false, stop: async () => undefined };
  throw new Unavailable(`no engine answers at ${host}, and a private one needs root and dockerd`);
}

/** Empty when the client knows no contexts. */
async function hostOfContext({ docker }: Client): Promise<string> {
  const format = ['--format', '{{.Endpoints.docker.Host}}'];
  return (await tryRun(docker, ['context', 'inspect', ...format])).stdout.trim();
}
