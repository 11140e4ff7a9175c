import { createHash } from 'node:crypto';
import { conversationId } from '@claude-sessions/core/export/conversationId.ts';

/** The id of the one conversation of an agent that runs outside of a dev container, always the same for its name and slot. */
export function conversationOf(name: string, slot?: string): string {
  return conversationId(name, slot, (bytes) => Uint8Array.from(createHash('sha1').update(bytes).digest()));
}
