import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';

/** Where the snapshots of this host lie. */
export interface StorePlace {
  readonly root: string;
  /** Bytes of files. */
  readonly pieces: string;
  /** Lists of files, which snapshots share. */
  readonly lists: string;
  /** A folder for each project. */
  readonly of: string;
  /** What is being written. */
  readonly unfinished: string;
}

export function storeOf(home: string): StorePlace {
  const root = join(home, '.claude-sessions', 'snapshots');
  const at = (name: string) => join(root, name);
  return { root, pieces: at('pieces'), lists: at('lists'), of: at('of'), unfinished: at('unfinished') };
}

/** The folder of a project's snapshots. @param project its real path; the slug alone is not one project's */
export function snapshotsFolder(home: string, project: string): string {
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 12);
  return join(storeOf(home).of, `${projectSlug(project).slice(-80)}-${hash}`);
}
