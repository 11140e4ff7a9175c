import { isRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import * as z from 'zod/mini';
import { fileState, hashedLines } from '../verify/stateSchema.ts';

/** The beginning of a file that the other side has as well, up to the end of a line. */
const knownPart = z.object({
  segments: z.array(hashedLines),
  lines: z.number(),
  /** The whole file as it was when this was all of it. */
  state: z.optional(fileState),
});

/** One file of a conversation, on both sides. */
const pairSchema = z.object({
  /** Below the mirror: `ID.jsonl`, or a file of the folder `ID`. Each is in one pair only. */
  mirror: z.string(),
  /** Below `projects/` of the host. */
  host: z.string(),
  known: z.object({ host: knownPart, mirror: knownPart }),
  /** Where on the host the lines began that were pushed since the last message was pulled. */
  pushedFrom: z.optional(z.number()),
  /** Lines in what is new on a side that came from the other: somebody wrote at the very moment when they were added. */
  skip: z.optional(z.object({ side: z.enum(['host', 'mirror']), from: z.number(), length: z.number() })),
  /** What there was of a conversation's backups of files on both sides when all of them were carried. */
  checkpoints: z.optional(z.string()),
  /** Of a file that is written whole: on which side it was first. */
  begun: z.optional(z.enum(['host', 'mirror'])),
  /** Why nothing is pulled of it any more. */
  damaged: z.optional(z.string()),
});

/** A write that is about to be done, and what is known when it was. */
const intentSchema = z.object({
  side: z.enum(['host', 'mirror']),
  /** Below `projects/`, or below the mirror. */
  path: z.string(),
  /** What the file had before; absent where it is made. */
  from: z.optional(z.number()),
  length: z.number(),
  /** SHA-256 of what is written. */
  hash: z.string(),
  /** The pair as it is then. */
  pair: pairSchema,
  /** Lines of the mirror that were not taken: their uuids, and what stands in their place. */
  parents: z.array(z.tuple([z.string(), z.nullable(z.string())])),
});

const pairEntry = z.object({
  pair: pairSchema,
  parents: z.optional(z.array(z.tuple([z.string(), z.nullable(z.string())]))),
});
const intentEntry = z.object({ intent: intentSchema });
const droppedEntry = z.object({ dropped: z.string() });

/** A line of the journal. The last one about a file of the mirror counts. */
export type JournalEntry = z.infer<typeof pairEntry | typeof intentEntry | typeof droppedEntry>;

/** @returns undefined for what is none. A union would try one after the other, for thousands of lines. */
export function tryEntry(value: unknown): JournalEntry | undefined {
  if (!isRecord(value)) return undefined;
  const schema = 'pair' in value ? pairEntry : 'intent' in value ? intentEntry : droppedEntry;
  return schema.safeParse(value).data;
}

export type KnownPart = z.infer<typeof knownPart>;
export type Pair = z.infer<typeof pairSchema>;
export type Intent = z.infer<typeof intentSchema>;
export type Side = Intent['side'];
export type Parents = ReadonlyMap<string, string | null>;

export const nothingKnown: KnownPart = { segments: [], lines: 0 };

/** Bytes. */
export const lengthOf = ({ segments }: KnownPart): number =>
  segments.reduce((sum, { length }) => sum + length, 0);
