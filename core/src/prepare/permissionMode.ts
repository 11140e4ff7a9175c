import { toObject } from '../toObject.ts';

/** The mode that asks nothing. Claude Code refuses to start with it as root, so it does not cross. */
export const bypassMode = 'bypassPermissions';

/** The permission mode that settings.json starts Claude Code in, when it says one. @param text what is no JSON says nothing */
export function defaultMode(text: string): string | undefined {
  try {
    const mode = toObject(toObject(JSON.parse(text)).permissions).defaultMode;
    return typeof mode === 'string' ? mode : undefined;
  } catch {
    return undefined;
  }
}

/** True when settings.json starts Claude Code without any question about permissions. */
export function bypassesPermissions(text: string): boolean {
  return defaultMode(text) === bypassMode;
}
