import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import { runProcess } from './runProcess.ts';

interface VolumeRequest {
  readonly volume: string;
  /** One that the engine has: none is fetched. Nothing of it is run. */
  readonly image: string;
  /** The dev container's: one at a time is made for it. */
  readonly id: string;
}

/**
 * Has a volume mounted read-only in a container that is made and never started, so that the engine can copy out of it.
 * @param work gets that container's name, and where the volume lies in it
 * @throws UserError when the engine does not make it, and what `work` throws
 */
export async function withVolume<T>(
  { command, signal }: Engine,
  { volume, image, id }: VolumeRequest,
  work: (container: string, folder: string) => Promise<T>,
): Promise<T> {
  const name = `claude-sessions-read-${id.slice(0, 20)}`;
  const folder = '/claude-read';
  const remove = () => runProcess({ command, args: ['rm', '--force', '--volumes', name] });
  // One that a run left behind which was killed.
  await remove();
  const made = await runProcess({
    command,
    signal,
    args: [
      ...['create', '--name', name, '--pull', 'never', '--network', 'none', '--entrypoint', '/bin/true'],
      ...['--mount', `type=volume,source=${volume},target=${folder},readonly`, image],
    ],
  });
  if (made.exitCode !== 0) {
    const [line = ''] = made.stderr.trim().split('\n');
    throw new UserError(`The volume ${volume} could not be read${line && `: ${line}`}.`);
  }
  try {
    return await work(name, folder);
  } finally {
    await remove();
  }
}
