import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import type { EditorSnapshot } from './types.ts';

/** A snapshot for an editor's list: what it has, in numbers. Its files stay behind. */
export function snapshotForEditor(folder: string, snapshot: Snapshot): EditorSnapshot {
  const { id, takenAt, reason, name, sides, sessions } = snapshot;
  const files = sides.flatMap((side) => side.files);
  const conversations = new Set(files.flatMap(({ path }) => sessionOf(path) ?? []));
  return {
    ...{ folder, id, takenAt, reason },
    ...(name !== undefined && { name }),
    isPart: sessions !== undefined,
    size: files.reduce((sum, { size }) => sum + size, 0),
    conversations: [...conversations],
  };
}
