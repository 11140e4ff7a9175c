import guardShell from '../../../core/assets/guard.sh';
import type { HookScript } from '../hooks/hookScript.ts';
import type { GuardPlace } from './guardPlace.ts';

/** What the hooks of the guard run. */
export const guardScript = ({ script }: GuardPlace): HookScript => ({ path: script, asset: guardShell });
