import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HooksOff } from '@claude-sessions/core/findings/facts.ts';
import { switchesHooksOff } from '@claude-sessions/core/guard/switchesHooksOff.ts';
import { tryReadOwnText } from '../host/files.ts';
import { walkFolders, walkLimits } from '../host/walkFolders.ts';

const maxFound = 10;

/**
 * What may keep the user's hooks from running in a project, whichever of its folders Claude Code is started in: the settings of that
 * folder count, and of none above or below it (measured with 2.1.197, 2.1.329 and 2.1.332). At most ten, of the folders that
 * `walkFolders` comes to.
 */
export async function hooksOffAnywhere(folder: string): Promise<HooksOff[]> {
  const found = await hooksOff(folder);
  await walkFolders(folder, walkLimits, async (path) => {
    const below = await hooksOff(join(folder, path));
    found.push(...below.map(({ file, by }) => ({ file: `${path}/${file}`, by })));
    return found.length >= maxFound ? 'stop' : 'enter';
  });
  return found.slice(0, maxFound);
}

/**
 * What may keep the user's hooks from running, the guard's too, in a Claude Code that is started in this folder. It lies in the
 * workspace, where a container writes: a link is not followed, and what it leads to is not known; nor is what cannot be read.
 */
export async function hooksOff(folder: string): Promise<HooksOff[]> {
  const place = await kindOf(join(folder, '.claude'));
  if (place === 'missing') return [];
  if (place === 'link') return [{ file: '.claude', by: 'link' }];
  const found = await Promise.all(
    ['.claude/settings.json', '.claude/settings.local.json'].map(async (file): Promise<HooksOff[]> => {
      const path = join(folder, file);
      const kind = await kindOf(path);
      if (kind === 'missing') return [];
      if (kind === 'link') return [{ file, by: 'link' }];
      const text = await tryReadOwnText(path);
      // Claude Code may read UTF-16, of which each character of ASCII has a NUL.
      if (text === undefined || text.includes('\0')) return [{ file, by: 'unread' }];
      return switchesHooksOff(text) ? [{ file, by: 'setting' }] : [];
    }),
  );
  return found.flat();
}

const kindOf = (path: string) =>
  lstat(path).then(
    (found) => (found.isSymbolicLink() ? 'link' : 'other'),
    () => 'missing',
  );
