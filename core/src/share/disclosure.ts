import { copiedFiles, profileDirectories } from '../catalogue.ts';
import { counted } from '../counted.ts';
import type { Mode, ShareOptions } from './options.ts';

/** What a container can read and write of the host: noun phrases in a user's words. */
export interface Disclosure {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/** The copied files that no filter goes over. */
const asTheyAre = copiedFiles.filter((name) => name !== 'settings.json');

/**
 * States what a mode with its options lets a container see of the host.
 * @param otherProjects how many other projects the host has conversations of
 * @param repository the folder whose memory it is, where that is not the project's own
 */
export function disclose(
  mode: Mode,
  options: ShareOptions,
  otherProjects: number,
  repository?: string,
): Disclosure {
  if (mode !== 'share') return { writes: [], reads: [] };
  const writes = ["this project's conversations"];
  const reads: string[] = [];
  const whose = repository === undefined ? "this project's memory" : `the memory of ${repository}`;
  const memory = `${whose} (instructions that Claude on the host follows)`;
  (options.memory === 'rw' ? writes : reads).push(memory);
  if (options.tasks) writes.push('the task lists of every project');
  if (options.allProjects) {
    const others = counted(otherProjects, 'other project');
    reads.push(`the conversations and memory of every project (currently ${others})`);
  }
  if (options.profile) {
    reads.push(
      `${profileDirectories.join(', ')} of ~/.claude`,
      'a filtered copy of settings.json',
      `copies of ${asTheyAre.join(' and ')}, as they are`,
    );
  }
  if (options.credentials === 'token')
    reads.push('CLAUDE_CODE_OAUTH_TOKEN of the environment it is started from');
  return { writes, reads };
}
