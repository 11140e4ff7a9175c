import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { isWithin } from '@claude-sessions/core/mounts/claudeSource.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type Engine, inspectContainer } from './engine.ts';
import { readTextIfAny } from './files.ts';
import { runProcess } from './runProcess.ts';

/**
 * Where an engine is that does not see this machine's folders, and so cannot mount them: on another machine, or outside of
 * the container that this runs in.
 * @param folder absolute; one that is to be mounted
 * @returns a clause that goes on from "The container engine"; undefined where it sees the folder, or nobody can tell
 */
export async function engineElsewhere(engine: Engine, folder: string): Promise<string | undefined> {
  const endpoint = await endpointOf(engine, process.env);
  if (endpoint !== undefined && isRemote(endpoint)) return `is on another machine (${withoutUser(endpoint)})`;
  const own = await ownContainer(engine);
  return own && !seesFolder(own, folder)
    ? 'runs outside of this container, and does not have its folders'
    : undefined;
}

/** The address by which the engine's client reaches it: Docker's of its variables or its context, Podman's of its variable. */
async function endpointOf(
  { command, signal }: Engine,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (basename(command).includes('podman')) return env.CONTAINER_HOST || undefined;
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  const context =
    env.DOCKER_CONTEXT || (await chosenContext(env.DOCKER_CONFIG || join(homedir(), '.docker')));
  if (!context || context === 'default') return undefined;
  const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}', '--', context];
  const { exitCode, stdout } = await runProcess({ command, signal, args });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** What `docker context use` has written. */
async function chosenContext(folder: string): Promise<string | undefined> {
  try {
    const { currentContext } = toObject(
      JSON.parse((await readTextIfAny(join(folder, 'config.json'))) ?? '{}'),
    );
    return typeof currentContext === 'string' ? currentContext : undefined;
  } catch {
    return undefined;
  }
}

/** A loopback address may lead to a machine that has this one's folders, as Docker Desktop's and Podman's have. */
export function isRemote(endpoint: string): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^(ssh|tcp|https?):$/.test(url.protocol)) return false;
  return !/^(localhost|127(\.\d+){3}|\[::1\]|)$/.test(url.hostname);
}

function withoutUser(endpoint: string): string {
  const { protocol, host } = new URL(endpoint);
  return `${protocol}//${host}`;
}

/** The container that this runs in, where the engine knows it: its socket was handed in. */
async function ownContainer(engine: Engine): Promise<Container | undefined> {
  if (!['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path))) return undefined;
  const mounts = await readTextIfAny('/proc/self/mountinfo').catch(() => undefined);
  // Its hosts file, among others, is a bind of a file in a folder of its name.
  const id = /containers\/([0-9a-f]{64})\//.exec(mounts ?? '')?.[1];
  return id === undefined ? undefined : inspectContainer(engine, id);
}

/** Whether a folder inside is a bind of the folder of the same path outside. */
export function seesFolder({ mounts }: Pick<Container, 'mounts'>, folder: string): boolean {
  const [nearest] = mounts
    .filter(({ target }) => isWithin(folder, target))
    .sort((a, b) => b.target.length - a.target.length);
  return nearest?.type === 'bind' && nearest.source === nearest.target;
}
