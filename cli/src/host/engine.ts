import { type Container, parseImageLabels, parseInspect } from '@claude-sessions/core/container/inspect.ts';
import { configLabel, folderLabel, isOwnContainer } from '@claude-sessions/core/container/ownContainer.ts';
import { type ProcessCall, type ProcessResult, runProcess } from './runProcess.ts';

/** Docker or Podman: the program's name or path. */
export interface Engine {
  readonly command: string;
}

/** The engine to use: what the option names, else `DOCKER_PATH`, else `docker`. */
export function engineFrom(option: string | undefined, env: NodeJS.ProcessEnv): Engine {
  return { command: option ?? (env.DOCKER_PATH || 'docker') };
}

const listCall = (engine: Engine, labels: Record<string, string>): ProcessCall => ({
  command: engine.command,
  args: [
    'ps',
    '--all',
    '--quiet',
    '--no-trunc',
    ...Object.entries(labels).flatMap(([label, value]) => ['--filter', `label=${label}=${value}`]),
  ],
});

const inspectCall = (engine: Engine, ids: readonly string[]): ProcessCall => ({
  command: engine.command,
  args: ['inspect', '--type', 'container', ...ids],
});

const imageCall = (engine: Engine, image: string): ProcessCall => ({
  command: engine.command,
  args: ['image', 'inspect', image],
});

/** What the engine knows of a dev container: `unreachable` with the engine's own words when it does not answer. */
export type ContainerLookup =
  | { readonly kind: 'found'; readonly container: Container }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly reason: string };

/**
 * Finds the container of a workspace folder and configuration file by the labels that the Dev Containers tools put on
 * it, and makes sure that it is this project's and does not merely claim to be.
 * @param folder as the workspace was opened; `realFolder` with its links resolved
 */
export async function findContainer(
  engine: Engine,
  place: { folder: string; realFolder: string; configFile: string },
): Promise<ContainerLookup> {
  const list = await runProcess(
    listCall(engine, { [folderLabel]: place.folder, [configLabel]: place.configFile }),
  );
  if (list.exitCode !== 0) return unreachable(list);
  const ids = list.stdout.split(/\s+/).filter(Boolean);
  if (ids.length === 0) return { kind: 'none' };
  const inspected = await runProcess(inspectCall(engine, ids));
  if (inspected.exitCode !== 0) return unreachable(inspected);
  for (const container of parseInspect(inspected.stdout)) {
    const labels = parseImageLabels((await runProcess(imageCall(engine, container.image))).stdout);
    if (isOwnContainer(container, labels, [place.folder, place.realFolder]))
      return { kind: 'found', container };
  }
  return { kind: 'none' };
}

function unreachable({ stderr }: ProcessResult): ContainerLookup {
  return { kind: 'unreachable', reason: stderr.trim().split('\n')[0] || 'it was stopped, or gave no reason' };
}
