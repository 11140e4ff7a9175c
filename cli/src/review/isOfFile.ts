import { TooLong } from './SideFolder.ts';

/** What keeps all from being carried, not one file. */
const ofTheHost = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** Whether an error is about one file: what a container puts in its place, what only its root can read, a text that is too long. */
export function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  if (error instanceof TooLong || error instanceof RangeError) return true;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? / is no regular file$| was replaced$/.test(message) : !ofTheHost.has(code);
}
