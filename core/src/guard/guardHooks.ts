import { documentSource, documentValue, parseDocument } from '../devcontainer/document.ts';
import { appendItem, removeAt } from '../devcontainer/edit.ts';
import { type Splice, spliceBetween } from './splice.ts';

/**
 * The events at which Claude Code runs the guard. `SessionStart` cannot stop anything, but is nearest to the loading of a
 * conversation, and says that another one was loaded. What is no prompt passes the others: a deferred tool runs before the
 * first prompt, `/compact` reads files again.
 */
export const guardEvents = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PreCompact'] as const;

export type GuardEvent = (typeof guardEvents)[number];

/** By this in its command a hook is known as ours. */
const mark = '/.claude-sessions/guard/guard.sh';

/** Seconds after which Claude Code would go on without an answer: the script has a limit of its own, far below. */
const timeout = 600;

/** A hook of ours. */
export interface GuardHook {
  readonly path: readonly ['hooks', string, number];
  readonly command: string;
}

/** The hooks of ours in a settings.json, each an item of an event's list. Broken text has none. */
export function guardHooks(source: string): GuardHook[] {
  if (!source.includes(mark)) return [];
  const { hooks } = (documentValue(parseDocument(source)) ?? {}) as { hooks?: unknown };
  return Object.entries(asRecord(hooks)).flatMap(([event, items]) =>
    (Array.isArray(items) ? items : []).flatMap((item: unknown, index): GuardHook[] => {
      const { hooks: each } = asRecord(item);
      const [first] = Array.isArray(each) ? each : [];
      const { command } = asRecord(first);
      const isOurs = typeof command === 'string' && command.includes(mark);
      return isOurs ? [{ path: ['hooks', event, index], command }] : [];
    }),
  );
}

/**
 * Adds the hooks at the end of each event's list; nothing else changes.
 * @param commandFor what the hook of an event runs
 * @returns the text, and what was put in where, in that order
 */
export function addGuardHooks(
  source: string,
  commandFor: (event: GuardEvent) => string,
): { readonly text: string; readonly splices: readonly Splice[] } {
  const splices: Splice[] = [];
  const text = guardEvents.reduce((before, event) => {
    const document = parseDocument(before);
    const item = { hooks: [{ type: 'command', command: commandFor(event), timeout }] };
    const edited = appendItem(document.text, ['hooks', event], item, document);
    const after = documentSource({ ...document, text: edited });
    splices.push(spliceBetween(before, after));
    return after;
  }, source);
  return { text, splices };
}

/** Takes the hooks out again, and what is empty after that. */
export function removeGuardHooks(source: string): string {
  const ours = guardHooks(source);
  if (ours.length === 0) return source;
  const document = parseDocument(source);
  // From the last one, so that the places of the others stay.
  const without = ours.reduceRight((text, { path }) => removeAt(text, [...path]), document.text);
  const events = new Set(ours.map(({ path: [, event] }) => event));
  const text = [...[...events].map((event) => ['hooks', event]), ['hooks']].reduce(
    (before, path) => (isEmpty(before, path) ? removeAt(before, path) : before),
    without,
  );
  return documentSource({ ...document, text });
}

function isEmpty(text: string, path: readonly string[]): boolean {
  const value = path.reduce<unknown>((at, key) => asRecord(at)[key], documentValue(parseDocument(text)));
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
