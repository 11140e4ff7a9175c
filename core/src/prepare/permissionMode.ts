import { toObject } from '../toObject.ts';

/** True when settings.json starts Claude Code without any question about permissions. @param text what is no JSON says nothing */
export function bypassesPermissions(text: string): boolean {
  try {
    const { permissions } = toObject(JSON.parse(text));
    return toObject(permissions).defaultMode === 'bypassPermissions';
  } catch {
    return false;
  }
}
