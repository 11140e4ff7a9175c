import { documentSource, documentValue, parseDocument } from '../devcontainer/document.ts';
import { appendItem, removeAt } from '../devcontainer/edit.ts';
import { type Splice, spliceBetween } from './splice.ts';

/** What of ours has Claude Code on this host run hooks. The one can be taken out, and the other stays. */
export const hookOwners = ['guard', 'keep'] as const;
export type HookOwner = (typeof hookOwners)[number];

/** A hook as it stands in the list of an event. */
export interface HookItem {
  readonly event: string;
  readonly item: unknown;
}

/** A hook of ours in a settings.json. */
export interface OwnHook extends HookItem {
  readonly path: readonly ['hooks', string, number];
  readonly command: string;
}

/** By this in its command a hook is known as ours. */
const markOf = (owner: HookOwner) => `/.claude-sessions/${owner}/${owner}.sh`;

/** The hooks of ours in a settings.json, each an item of an event's list. Broken text has none. */
export function ownHooks(source: string, owner: HookOwner): OwnHook[] {
  const mark = markOf(owner);
  if (!source.includes(mark)) return [];
  const { hooks } = (documentValue(parseDocument(source)) ?? {}) as { hooks?: unknown };
  return Object.entries(asRecord(hooks)).flatMap(([event, items]) =>
    (Array.isArray(items) ? items : []).flatMap((item: unknown, index): OwnHook[] => {
      const { hooks: each } = asRecord(item);
      const [first] = Array.isArray(each) ? each : [];
      const { command } = asRecord(first);
      const isOurs = typeof command === 'string' && command.includes(mark);
      return isOurs ? [{ path: ['hooks', event, index], event, command, item }] : [];
    }),
  );
}

/**
 * Adds hooks at the end of each event's list; nothing else changes.
 * @returns the text, and what was put in where, in that order
 */
export function addHooks(
  source: string,
  items: readonly HookItem[],
): { readonly text: string; readonly splices: readonly Splice[] } {
  const splices: Splice[] = [];
  const text = items.reduce((before, { event, item }) => {
    const document = parseDocument(before);
    const edited = appendItem(document.text, ['hooks', event], item, document);
    const after = documentSource({ ...document, text: edited });
    splices.push(spliceBetween(before, after));
    return after;
  }, source);
  return { text, splices };
}

/** Takes the hooks out again, and what is empty after that. */
export function removeHooks(source: string, owner: HookOwner): string {
  const ours = ownHooks(source, owner);
  if (ours.length === 0) return source;
  const document = parseDocument(source);
  // From the last one, so that the places of the others stay.
  const without = ours.reduceRight((text, { path }) => removeAt(text, [...path]), document.text);
  const events = new Set(ours.map(({ event }) => event));
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
