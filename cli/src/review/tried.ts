import { isOfFile } from './isOfFile.ts';
import { ChangedMeanwhile } from './SideFolder.ts';
import type { Synced } from './syncTranscript.ts';

/**
 * Does the work of one file. What is the matter with it keeps none of the others from being carried; what is being written all the
 * time waits.
 * @throws what keeps all of them from it
 */
export async function tried(work: () => Promise<Synced>): Promise<Synced> {
  try {
    return await work();
  } catch (error) {
    return failed(error);
  }
}

/** What became of a file, or a folder. @throws what is not about one alone */
export function failed(error: unknown): Synced {
  if (error instanceof ChangedMeanwhile)
    return { outcome: { kind: 'waiting', side: 'mirror', because: 'written' }, notTaken: [] };
  if (!isOfFile(error)) throw error;
  return { outcome: { kind: 'unreadable', why: error.code ?? error.message }, notTaken: [] };
}
