import type { EditorConversation } from '../../../../cli/src/api/types.ts';

/** Noon, local time. */
export const now = new Date(2026, 10, 30, 12, 0).getTime();

/** A conversation of the host, written at noon, with what a test is about. */
export function conversation(parts: Partial<EditorConversation> = {}): EditorConversation {
  const id = parts.id ?? '11111111-1111-4111-8111-111111111111';
  return {
    id,
    slug: '-w-app',
    key: `host/-w-app/${id}`,
    folder: '/w/app',
    customTitle: 'Fix the login',
    size: 2_500,
    changedAt: now,
    inode: '1',
    isRemnant: false,
    isHeadless: false,
    isSidechain: false,
    isEmpty: false,
    isWaiting: false,
    place: { kind: 'host' },
    open: () => Promise.reject(new Error('not here')),
    ...parts,
  };
}
