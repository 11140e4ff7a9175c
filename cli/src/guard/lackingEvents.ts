import { type GuardEvent, type GuardHook, guardEvents } from '@claude-sessions/core/guard/guardHooks.ts';
import { guardCommand } from '@claude-sessions/core/guard/guardScript.ts';
import type { GuardPlace } from './guardPlace.ts';

/** The events at which the guard does not run, or is run in another way than by this version, as the hooks in a settings.json are. */
export function lackingEvents(present: readonly GuardHook[], { script }: GuardPlace): GuardEvent[] {
  const isThere = (event: GuardEvent) =>
    present.some(({ path, command }) => path[1] === event && command === guardCommand(script, event));
  return guardEvents.filter((event) => !isThere(event));
}
