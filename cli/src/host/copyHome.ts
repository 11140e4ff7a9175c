import copyScript from '../../../core/assets/copyHome.sh';
import {
  type CopiedState,
  type Copier,
  copiedOf,
  type Failed,
  fromFolder,
  type OwnVolume,
  readyFor,
  runScript,
  toFolder,
} from './copyState.ts';

/** No home of a container is so large. */
const maxKilobytes = 64 * 1024 * 1024;

/**
 * Copies the whole home of one volume into another, which is made if it is missing; what was in that one is set aside there. The
 * source is only read. It may be killed at any instant and run again, and of one volume it is done once.
 * @returns how many entries it put in place, and set aside (`kept`)
 */
export async function copyHome(
  copier: Copier,
  volume: string,
  own: OwnVolume,
): Promise<CopiedState | Failed> {
  const inUse = await readyFor(copier.engine, own);
  if (inUse) return inUse;
  const result = await runScript(copier, {
    script: copyScript,
    source: { volume },
    own,
    words: [fromFolder, toFolder, volume, String(maxKilobytes)],
    timeoutMs: 3_600_000,
    limit: maxKilobytes,
  });
  return 'why' in result ? result : copiedOf(result);
}
