import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HooksOff } from '@claude-sessions/core/findings/facts.ts';
import { switchesHooksOff } from '@claude-sessions/core/guard/switchesHooksOff.ts';
import { tryReadOwnText } from '../host/files.ts';

/**
 * What in the settings of a project may keep the user's hooks from running there, the guard's too. They lie in the workspace, where a
 * container writes: a link is not followed, and what it leads to is not known; nor is what cannot be read.
 */
export async function hooksOff(folder: string): Promise<HooksOff[]> {
  if ((await kindOf(join(folder, '.claude'))) === 'link') return [{ file: '.claude', by: 'link' }];
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
