import { homeVolume } from '@claude-sessions/core/share/home.ts';
import type { Engine } from '../host/engine.ts';
import { runProcess } from '../host/runProcess.ts';

/**
 * The volumes of a name that the engine has; under Docker Compose the name has the project's in front.
 * @returns undefined when the engine does not answer
 */
export async function findVolumes({ command, signal }: Engine, name: string): Promise<string[] | undefined> {
  const args = ['volume', 'ls', '--quiet', '--filter', `name=${name}`];
  const { exitCode, stdout } = await runProcess({ command, args, signal });
  if (exitCode !== 0) return undefined;
  return stdout.split(/\s+/).filter((each) => each === name || each.endsWith(`_${name}`));
}

/** The start of the name of a dev container's volume for Claude's config directory; the dev container's id follows. */
export const configVolume = 'claude-code-config-';

/** True for the volumes of a dev container: that of Claude's config directory, and that of the whole home. Under Docker Compose the project's name stands in front. */
export function isVolumeOf(name: string, devcontainerId: string): boolean {
  return isNamed(name, configVolume + devcontainerId) || isHomeOf(name, devcontainerId);
}

export function isHomeOf(name: string, devcontainerId: string): boolean {
  return isNamed(name, homeVolume(devcontainerId));
}

const isNamed = (name: string, own: string) => name === own || name.endsWith(`_${own}`);

/** The names of all volumes that may be some dev container's; undefined when the engine does not answer. */
export async function devContainerVolumes({ command, signal }: Engine): Promise<string[] | undefined> {
  const filters = [configVolume, homeVolume('')].flatMap((name) => ['--filter', `name=${name}`]);
  const args = ['volume', 'ls', '--quiet', ...filters];
  const { exitCode, stdout } = await runProcess({ command, args, signal });
  return exitCode === 0 ? stdout.split(/\s+/).filter(Boolean) : undefined;
}
