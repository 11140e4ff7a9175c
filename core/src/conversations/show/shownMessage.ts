import { toObject } from '../../toObject.ts';
import type { JsonRecord } from '../../verify/jsonRecord.ts';
import type { ChainEntry } from './ChainEntry.ts';
import { given, textOf } from './given.ts';
import { partsOf } from './messageParts.ts';
import { compactionOf, noteOf } from './noteOf.ts';
import type { ShownItem, ShownMessage, ShownPart, ShownResult } from './ShownItem.ts';

/** A line that is shown, and what belongs to it. */
export interface ShownLine {
  readonly entry: ChainEntry;
  readonly line: JsonRecord;
  /** Lines with results of the tool calls in it, by the calls' ids. */
  readonly results: ReadonlyMap<string, JsonRecord>;
  /** Calls whose results are shown with them. */
  readonly joined: (callId: string) => boolean;
}

/** What is shown of a line; undefined where that stands with another. */
export function shownItem(shown: ShownLine): ShownItem | undefined {
  const { entry, line } = shown;
  if (entry.compaction) return compactionOf(entry, line);
  if (entry.queuedAs !== undefined) return queuedMessage(entry, toObject(line.attachment));
  if (entry.type !== 'user' && entry.type !== 'assistant') return noteOf(entry, line);
  return messageOf(shown, entry.type);
}

function messageOf(
  { entry, line, results, joined }: ShownLine,
  who: 'user' | 'assistant',
): ShownMessage | undefined {
  const { content, model } = toObject(line.message);
  const all = partsOf(content);
  const own = all.filter((part) => part.kind !== 'result' || !joined(part.callId));
  // A response may be empty; a line whose results stand with their calls is nothing more.
  if (own.length === 0 && all.length > 0) return undefined;
  return {
    ...{
      kind: 'message',
      id: entry.uuid,
      who,
      ...given('time', entry.time),
      ...given('model', textOf(model)),
    },
    ...(line.isCompactSummary === true && { isSummary: true }),
    ...(entry.isAdded && { isMeta: true }),
    ...(line.isApiErrorMessage === true && { isError: true }),
    parts: own.map((part) => withResult(part, results)),
  };
}

function withResult(part: ShownPart, results: ReadonlyMap<string, JsonRecord>): ShownPart {
  const line = part.kind === 'call' ? results.get(part.id) : undefined;
  if (part.kind !== 'call' || !line) return part;
  const isIts = (each: ShownPart): each is ShownResult => each.kind === 'result' && each.callId === part.id;
  const result = partsOf(toObject(line.message).content).find(isIts);
  const agent = agentOf(toObject(line.toolUseResult).agentId);
  return { ...part, ...given('result', result), ...given('agent', agent) };
}

/** Only what is a name of a file. */
function agentOf(id: unknown): { id: string } | undefined {
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? { id } : undefined;
}

function queuedMessage({ uuid, queuedAs, time }: ChainEntry, { prompt }: JsonRecord): ShownMessage {
  const id = queuedAs ?? uuid;
  return { kind: 'message', id, who: 'user', ...given('time', time), isQueued: true, parts: partsOf(prompt) };
}
