import { UserError } from './errors.ts';

/** Says of work that failed since a disk is full what became of it. @throws UserError in the place of the system's */
export async function sayingDiskFull<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    throw new UserError(`The disk is full (${code}): ${what}.`, 'Make room, then run this again.');
  }
}
