import type { Synced } from './syncTranscript.ts';

/** What keeps all from being carried, not one file. */
const ofTheHost = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Does the work of one file. What a container puts in its place, a folder or a pipe, or what only its root can read, keeps none of the
 * others from being carried.
 * @throws what keeps all of them from it
 */
export async function tried(work: () => Promise<Synced>): Promise<Synced> {
  try {
    return await work();
  } catch (error) {
    if (!isOfFile(error)) throw error;
    return { outcome: { kind: 'unreadable', why: error.code ?? error.message }, notTaken: [] };
  }
}

/** Whether an error is one file's. */
export function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? / is no regular file$| was replaced$/.test(message) : !ofTheHost.has(code);
}
