import type { FoundConversation } from '../../../cli/src/conversations/findConversations.ts';

export const sessionId = '0e7e4f5c-0000-4000-8000-000000000001';

/** A conversation as it may have been found. */
export function foundConversation(parts: Partial<FoundConversation> = {}): FoundConversation {
  return {
    id: sessionId,
    slug: '-home-me-app',
    size: 100,
    changedAt: 0,
    inode: '1',
    isRemnant: false,
    isHeadless: false,
    isSidechain: false,
    isEmpty: false,
    isWaiting: false,
    place: { kind: 'host' },
    open: async () => {
      throw new Error('nothing of it is read');
    },
    ...parts,
  };
}

/** The only one that has it. */
export const inVolume = (volume: string, container?: string): FoundConversation['place'] => ({
  kind: 'container',
  volume,
  running: container !== undefined,
  ...(container !== undefined && { container }),
});
