import { sameState } from '../verify/fileState.ts';
import type { FileState } from '../verify/stateSchema.ts';
import type { Companion } from './openCompanion.ts';
import { nothingKnown, type Side } from './pair.ts';

/** A conversation, by its id on either side. */
export type Conversation = Readonly<Record<Side, string>> & {
  /** Its transcripts, where all of them was carried. */
  readonly transcripts: Readonly<Record<Side, FileState | undefined>>;
};

const restMs = 3_600_000;

/**
 * True when nobody goes on with a conversation, and what belongs to it was looked at since: Claude Code changes that in its course.
 * Years of conversations then cost nothing.
 */
export function isResting({ journal }: Companion, conversation: Conversation): boolean {
  const seen = journal.pairs.get(conversation.mirror);
  return (
    seen?.host === conversation.host &&
    (['host', 'mirror'] as const).every((side) => {
      const state = conversation.transcripts[side];
      return state !== undefined && isOld(state) && sameState(seen.known[side].state, state);
    })
  );
}

/** Remembers that all was carried. */
export function rememberCarried({ journal }: Companion, conversation: Conversation): void {
  const { mirror, host, transcripts } = conversation;
  if (!transcripts.host || !transcripts.mirror || !isOld(transcripts.host) || !isOld(transcripts.mirror))
    return;
  const seen = (side: Side) => ({ ...nothingKnown, state: transcripts[side] });
  journal.add({ pair: { mirror, host, known: { host: seen('host'), mirror: seen('mirror') } } });
}

const isOld = ({ mtime }: FileState) => Date.now() - Number(BigInt(mtime) / 1_000_000n) > restMs;
