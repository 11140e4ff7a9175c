import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../host/errors.ts';
import { withLock } from '../host/withLock.ts';
import { storeOf } from './storePlace.ts';

/** A first snapshot of some gigabytes takes its time. */
const patience = 600_000;

/**
 * Does work while no other process of this host writes snapshots.
 * @param name of the lock; `store` is the store's own
 */
export async function withStore<T>(home: string, work: () => Promise<T>, name = 'store'): Promise<T> {
  const { root } = storeOf(home);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const path = join(root, `${name}.lock`);
  return await withLock(
    path,
    async (isTaken) => {
      if (!isTaken) await sayWhy(path);
      if (!isTaken)
        throw new UserError(
          `${root} cannot be written.`,
          'Look at its rights, and whether the disk is full.',
        );
      return await work();
    },
    patience,
    (holder) =>
      new UserError(
        `Another command of claude-sessions is writing snapshots${holder === undefined ? '' : ` (process ${holder})`}.`,
        `Wait until it has ended, then run this again. If there is none, delete ${path}.`,
      ),
  );
}

/** @throws what the system says of a file that is made there */
async function sayWhy(path: string): Promise<void> {
  await writeFile(`${path}.new`, 'x');
  await rm(`${path}.new`);
}
