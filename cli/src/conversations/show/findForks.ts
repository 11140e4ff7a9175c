import { type Conversation, titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import type { ShownFork } from '@claude-sessions/core/conversations/show/ShownItem.ts';
import { isRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import type { FoundConversation } from '../findConversations.ts';
import { TranscriptFile } from './TranscriptFile.ts';

/** Of one conversation nobody has more. */
const maxForks = 50;

/** What a fork took over stands at its beginning. */
const maxLookedAt = 64 * 1024 * 1024;

/** Conversations that were begun from another, by the last message that they took over of it; '' where that cannot be told. */
export async function findForks(
  { id }: Conversation,
  others: readonly FoundConversation[],
): Promise<Map<string, ShownFork[]>> {
  const found = new Map<string, ShownFork[]>();
  const forks = others.filter((each) => each.forkedFrom?.id === id && each.id !== id && !each.isRemnant);
  for (const each of forks.slice(0, maxForks)) {
    const point = (await forkPoint(each, id).catch(() => undefined)) ?? '';
    found.set(point, [...(found.get(point) ?? []), { id: each.id, title: titleOf(each) ?? '' }]);
  }
  return found;
}

/** The last message that has the mark of having been taken over. */
async function forkPoint(fork: FoundConversation, from: string): Promise<string | undefined> {
  const opened = await fork.open();
  try {
    const file = await TranscriptFile.open(opened.path);
    try {
      return await lastTaken(file, from);
    } finally {
      await file.close();
    }
  } finally {
    await opened.dispose();
  }
}

async function lastTaken(file: TranscriptFile, from: string): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { value } of file.lines(0, Math.min(file.size, maxLookedAt))) {
    if (value?.type !== 'user' && value?.type !== 'assistant') continue;
    const mark = value.forkedFrom;
    if (!isRecord(mark) || mark.sessionId !== from) return last;
    if (typeof mark.messageUuid === 'string') last = mark.messageUuid;
  }
  return last;
}
