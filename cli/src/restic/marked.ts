import { readTextIfAny, removeFile, writeText } from '../host/files.ts';
import type { Restic } from './Restic.ts';

/**
 * Does work by which restic locks the repository. A restic that is killed leaves its lock, by which whoever wants the repository for himself would
 * be kept waiting: the next work takes it away.
 * @param mark a file that is there meanwhile
 */
export async function marked<T>(restic: Restic, mark: string, work: () => Promise<T>): Promise<T> {
  if ((await readTextIfAny(mark)) !== undefined) await restic.unlock();
  await writeText(mark, '', 0o600);
  const result = await work();
  await removeFile(mark);
  return result;
}
