import { quoted } from '../hooks/hookScript.ts';
import type { HookItem } from '../hooks/ownHooks.ts';

/** When Claude Code has conversations kept: before the sweep, which runs minutes after its start, and when one was worked in. */
export const keepEvents = ['SessionStart', 'SessionEnd'] as const;
export type KeepEvent = (typeof keepEvents)[number];

/** Seconds: the script leaves its work to the background, and is done in some milliseconds. */
const timeout = 10;

/**
 * The command of a hook. Whatever comes of it, Claude Code goes on, and nothing is said: what a hook prints at the start of a session is
 * given to the model.
 * @param script absolute
 */
export function keepCommand(script: string, event: KeepEvent): string {
  return `/bin/sh ${quoted(script)} ${event} >/dev/null 2>&1; exit 0`;
}

export function keepItems(script: string): HookItem[] {
  return keepEvents.map((event) => ({
    event,
    item: { hooks: [{ type: 'command', command: keepCommand(script, event), timeout }] },
  }));
}
