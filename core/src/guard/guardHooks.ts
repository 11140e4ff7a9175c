import { addHooks, type HookItem, type OwnHook, ownHooks, removeHooks } from '../hooks/ownHooks.ts';

/**
 * The events at which Claude Code runs the guard. `SessionStart` cannot stop anything, but is nearest to the loading of a
 * conversation, and says that another one was loaded. What is no prompt passes the others: a deferred tool runs before the
 * first prompt, `/compact` reads files again.
 */
export const guardEvents = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PreCompact'] as const;

export type GuardEvent = (typeof guardEvents)[number];

/** Seconds after which Claude Code would go on without an answer: the script has a limit of its own, far below. */
const timeout = 600;

/** The hooks of the guard in a settings.json. Broken text has none. */
export const guardHooks = (source: string): OwnHook[] => ownHooks(source, 'guard');

/** The hooks of the guard. @param commandFor what the hook of an event runs */
export function guardItems(commandFor: (event: GuardEvent) => string): HookItem[] {
  return guardEvents.map((event) => ({
    event,
    item: { hooks: [{ type: 'command', command: commandFor(event), timeout }] },
  }));
}

/** A settings.json with them. */
export const addGuardHooks = (source: string, commandFor: (event: GuardEvent) => string) =>
  addHooks(source, guardItems(commandFor));

/** Takes the hooks out again, and what is empty after that. */
export const removeGuardHooks = (source: string): string => removeHooks(source, 'guard');
