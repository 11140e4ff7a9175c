import { join } from 'node:path';
import { readTextIfAny, removeFile, writeText } from '../host/files.ts';

/** A rollback that was done, or begun. */
export interface LastRollback {
  /** The snapshot of what was there before. */
  readonly before: string;
  /** The one that it went back to. */
  readonly to: string;
  /** Only these conversations. */
  readonly sessions?: readonly string[] | undefined;
  readonly exact?: boolean | undefined;
  /** It undid a rollback to this snapshot. */
  readonly undid?: string | undefined;
  /** All of it is done. */
  readonly isDone: boolean;
  /** What was checked out of the repository. */
  readonly code?: { readonly before: string; readonly to: string } | undefined;
}

const pathIn = (folder: string) => join(folder, 'last-rollback.json');

export async function readLastRollback(folder: string): Promise<LastRollback | undefined> {
  const text = await readTextIfAny(pathIn(folder)).catch(() => undefined);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function writeLastRollback(folder: string, last: LastRollback): Promise<void> {
  await writeText(pathIn(folder), `${JSON.stringify(last)}\n`, 0o600);
}

export async function forgetLastRollback(folder: string): Promise<void> {
  await removeFile(pathIn(folder));
}

/** Snapshots that an undo needs. */
export async function pinnedIn(folder: string): Promise<string[]> {
  const last = await readLastRollback(folder);
  return last ? [last.before, last.to, last.undid ?? last.to] : [];
}
