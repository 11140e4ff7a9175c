import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { realPathOf } from '../host/realPath.ts';
import type { Watch } from '../host/watchEvents.ts';
import { watchFolders } from '../review/watchReview.ts';
import { hostConfigDir } from '../workspace/workspace.ts';

/** Tells whenever a conversation of these folders' projects on this host was written, begun or deleted, until it is disposed of. */
export function watchConversations(folders: readonly string[], changed: () => void): Watch {
  const projects = join(hostConfigDir(homedir(), process.env), 'projects');
  const watched = folders.map((folder) => join(projects, projectSlug(realPathOf(folder))));
  const stop = new AbortController();
  let isBegun = false;
  const job = async () => {
    if (isBegun) changed();
    isBegun = true;
  };
  void watchFolders(watched, job, stop.signal);
  return { dispose: () => stop.abort() };
}
