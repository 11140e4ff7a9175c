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
