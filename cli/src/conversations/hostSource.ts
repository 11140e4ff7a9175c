import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderSource } from './FolderSource.ts';
import type { ProjectFolders } from './projectFolders.ts';

/** The conversations of this host. @param folders only in those that may hold some of a project */
export async function hostSource(configDir: string, folders?: ProjectFolders): Promise<FolderSource> {
  const projects = join(configDir, 'projects');
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  const names = entries.flatMap((each) => (each.isDirectory() ? each.name : []));
  const wanted = names.filter((name) => folders?.mayHold(name) ?? true);
  return new FolderSource({ kind: 'host' }, new Map(wanted.map((name) => [name, join(projects, name)])));
}
