import { join } from 'node:path';
import keepShell from '../../../core/assets/keep.sh';
import type { HookScript } from './hookScript.ts';

/** What the hooks of keep run. */
export const keepScript = (home: string): HookScript => ({
  path: join(home, '.claude-sessions', 'keep', 'keep.sh'),
  asset: keepShell,
});
