import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { Snapshot, SnapshotFile, SnapshotReason } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isTranscript, sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { volumeOf } from '../snapshots/snapshots.ts';

const reasons: Record<SnapshotReason, string> = {
  asked: 'asked for',
  'before-rollback': 'before a rollback',
  'before-restore': 'before a restore',
  'before-merge': 'before a merge',
  'before-prune': 'before a prune',
  'before-adopt': 'before an adoption',
  'before-verify': 'before something was moved aside',
  'before-sync': 'before a change from elsewhere',
  'before-sweep': 'before something was taken away',
  kept: 'kept by itself',
};

/** What a snapshot holds, in numbers. */
export function sizeOf({ sides }: Snapshot) {
  const files: readonly SnapshotFile[] = sides.flatMap((side) => side.files);
  return {
    conversations: new Set(files.flatMap(({ path }) => (isTranscript(path) ? (sessionOf(path) ?? []) : [])))
      .size,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}

/** A snapshot in a line. Escaped. */
export function snapshotLine(snapshot: Snapshot): string {
  const { conversations, bytes } = sizeOf(snapshot);
  const { id, takenAt, reason, name, code } = snapshot;
  const volumes = snapshot.sides.flatMap((side) => volumeOf(side) ?? []).length;
  const inside = volumes > 0 ? ` with ${counted(volumes, 'volume')}` : '';
  const time = new Date(takenAt).toLocaleString('sv-SE').slice(0, 16);
  const what = name === undefined ? (reasons[reason] ?? 'taken') : shownLine(name, 80);
  const commit = code ? `, ${code.commit.slice(0, 8)}${code.work ? ' and work' : ''}` : '';
  return `${id}  ${time}  ${counted(conversations, 'conversation')}, ${shownSize(bytes)}${inside}${commit}  ${what}`;
}

/** The same for programs: as `schemas/snapshot-report.schema.json` says. */
export function snapshotJson(snapshot: Snapshot): Record<string, unknown> {
  const { id, takenAt, reason, name, code, sessions } = snapshot;
  return {
    id,
    takenAt: new Date(takenAt).toISOString(),
    reason,
    name: name ?? null,
    commit: code?.commit ?? null,
    branch: code?.branch ?? null,
    work: code?.work ?? null,
    sessions: sessions ?? null,
    volumes: snapshot.sides.flatMap((side) => volumeOf(side) ?? []),
    ...sizeOf(snapshot),
  };
}
