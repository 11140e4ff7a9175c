import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { UserError } from '../../host/errors.ts';
import type { FoundConversation } from '../findConversations.ts';

type Filed = Pick<FoundConversation, 'id' | 'slug' | 'cwd' | 'project'>;

/**
 * The directory of this host in which Claude Code goes on with a conversation: the one under whose name it is filed. In another one
 * clients before 2.1.223 do not find it, and later ones work on the files of that other one. What the transcript names, a container may have
 * written: only a folder with that very name is taken, so that a container sends Claude Code nowhere.
 * @param known folders of this host that it may be, absolute
 * @throws UserError when it is not there any more, or not known
 */
export async function hostDirectory(conversation: Filed, known: readonly string[]): Promise<string> {
  const { slug, cwd, project } = conversation;
  const candidates = [
    ...known,
    ...(project === undefined ? [] : [project]),
    ...(cwd === undefined ? [] : [cwd]),
  ];
  for (const each of candidates) {
    const found = await folderOf(slug, each);
    if (found !== undefined) return found;
  }
  throw gone(conversation);
}

async function folderOf(slug: string, path: string): Promise<string | undefined> {
  if (!isAbsolute(path) || projectSlug(path) !== slug) return undefined;
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || projectSlug(real) !== slug) return undefined;
  return (await stat(real).catch(() => undefined))?.isDirectory() ? real : undefined;
}

function gone({ id, slug, cwd }: Filed): UserError {
  if (cwd !== undefined && isAbsolute(cwd) && projectSlug(cwd) === slug) {
    const path = shownLine(cwd);
    return new UserError(
      `The directory in which ${id} was begun is not there any more: ${path}.`,
      `If the project was moved or renamed, run \`claude-sessions adopt ${path}\` in its new folder. If this was a worktree, make it again there. Claude Code 2.1.223 and later goes on in any other directory, too: \`claude --resume ${id}\`.`,
    );
  }
  return new UserError(
    `The directory in which ${id} was begun is not known: it is filed under ${slug}.`,
    'Name the folder of its project behind the id.',
  );
}
