import { useHarness } from '../start/harness.ts';
import { run } from '../system/run.ts';
import type { Project } from './project.ts';
import { hashTree } from './transcripts.ts';

/** The project's files; without the lock file, which the Dev Containers CLI writes and rewrites by itself. */
export function ownFiles(project: Project): Record<string, string> {
  const { '.devcontainer/devcontainer-lock.json': _, ...files } = hashTree(project.folder);
  return files;
}

/** The files in the host's home that are not the host user's own or closed to them. */
export function notReadableOnHost({ home }: Project): Promise<string> {
  const { user } = useHarness();
  return run('find', [home, '!', '-uid', String(user.uid), '-o', '!', '-perm', '-u=r']);
}
