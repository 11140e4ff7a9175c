import { quoted } from '../hooks/hookScript.ts';
import type { GuardEvent } from './guardHooks.ts';

/**
 * The command of a hook. The script ends with 40 when nothing is against it, and with 41 when something is: one that is
 * gone, empty or broken does neither. Claude Code is stopped by 2 alone, and shows the command with what it says. The shell is named
 * by its path: the `env` of a project's settings, which a container can write, may set PATH.
 * @param script absolute
 */
export function guardCommand(script: string, event: GuardEvent): string {
  const broken =
    'Claude Sessions: the guard is broken. Turn it on again, in VS Code or with "npx claude-sessions guard on".';
  return `/bin/sh ${quoted(script)} ${event} "$PPID"; case $? in 40) exit 0 ;; 41) exit 2 ;; esac; echo '${broken}' >&2; exit 2`;
}
