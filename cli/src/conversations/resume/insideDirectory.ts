import { isAbsolute, relative, sep } from 'node:path';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';

/** No file system has longer ones. */
const longestPath = 4096;

/**
 * The directory of a conversation as the container may have it: below the workspace folder, where this host's has it there; else as the
 * transcript names it. It is only tried, and a container can but send itself somewhere.
 * @param cwd as the transcript names it
 * @param realFolder the workspace folder on this host
 * @returns '' for the workspace folder
 */
export function insideDirectory(cwd: string | undefined, realFolder: string): string {
  if (cwd === undefined || cwd.length > longestPath || cwd.includes('\0')) return '';
  if (isAbsolute(cwd) && isWithin(plainPath(cwd), plainPath(realFolder))) {
    return relative(realFolder, cwd).split(sep).join('/');
  }
  return cwd.startsWith('/') ? cwd : '';
}
