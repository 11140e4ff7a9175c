import { type GuardEvent, guardEvents } from '@claude-sessions/core/guard/guardHooks.ts';
import { guardCommand } from '@claude-sessions/core/guard/guardScript.ts';
import type { OwnHook } from '@claude-sessions/core/hooks/ownHooks.ts';
import type { GuardPlace } from './guardPlace.ts';

/** The events at which the guard does not run, or is run in another way than by this version, as the hooks in a settings.json are. */
export function lackingEvents(present: readonly OwnHook[], { script }: GuardPlace): GuardEvent[] {
  const isThere = (event: GuardEvent) =>
    present.some((each) => each.event === event && each.command === guardCommand(script, event));
  return guardEvents.filter((event) => !isThere(event));
}
