import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { realPathOf } from '../host/realPath.ts';
import type { GuardQuestion } from './question.ts';
import type { WatchedProject } from './watchedProjects.ts';

/** What may have been loaded of a project: one conversation, or any. */
export interface Loaded {
  readonly project: WatchedProject;
  /** Its transcript, by its name in the folder; undefined where it is not known which. */
  readonly transcript: string | undefined;
}

/**
 * What a client may have loaded that a container can write.
 *
 * Mostly the hook names its transcript. It names one that does not exist where a conversation is forked (`--fork-session`: that
 * of the new one) or resumed from another folder (at first by a path in that folder, though by its id), and where a new
 * one begins. Measured with 2.1.197, 2.1.329 and 2.1.332.
 */
export async function loadedFrom(
  { event, sessionId, transcript, source }: GuardQuestion,
  watched: readonly WatchedProject[],
): Promise<Loaded[]> {
  const folder = realPathOf(dirname(transcript));
  const own = watched.filter(({ conversations }) => realPathOf(conversations) === folder).slice(0, 1);
  if (await exists(transcript)) {
    return own.map((project) => ({ project, transcript: basename(transcript) }));
  }
  const isNew = event === 'SessionStart' && (source === 'startup' || source === 'clear');
  if (isNew) return [];
  const name = `${sessionId}.jsonl`;
  const named: Loaded[] = [];
  for (const project of watched) {
    if (await exists(join(project.conversations, name))) named.push({ project, transcript: name });
  }
  // Resumed by an id that no watched project has: it is another project's.
  if (named.length > 0 || (source === 'resume' && own.length === 0)) return named;
  return (own.length > 0 ? own : watched).map((project) => ({ project, transcript: undefined }));
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
