import { hasHiddenCharacters } from '../hiddenCharacters.ts';
import type { ImageUser } from './types.ts';

/** Ids above are no user's. */
const largestId = 2 ** 31;

/** What an image says of its user, which is whatever its maker liked; undefined where that is no user with a home. */
export function parseImageUser(text: string): ImageUser | undefined {
  const [, uid, gid, home = ''] = /^(\d{1,10})\n(\d{1,10})\n(\/[^\n]*)\n$/.exec(text) ?? [];
  if (Number(uid) >= largestId || Number(gid) >= largestId || uid === undefined || gid === undefined)
    return undefined;
  const isPlain =
    home.length < 1024 &&
    !hasHiddenCharacters(home) &&
    !home.includes(':') &&
    !home.split('/').includes('..');
  if (!isPlain || !/[^/]/.test(home)) return undefined;
  return { uid: Number(uid), gid: Number(gid), home: home.replace(/\/+$/, '') };
}
