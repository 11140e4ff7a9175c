import { closeSync, fstatSync } from 'node:fs';
import type { TranscriptPlace } from '@claude-sessions/core/verify/judgeTranscript.ts';
import type { TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';
import { openRegular } from './OpenFolder.ts';
import type { ScanPool } from './ScanPool.ts';
import type { FileState } from './verifiedState.ts';
import type { WalkedEntry } from './walkFolder.ts';

export interface ScannedTranscript {
  readonly place: TranscriptPlace;
  readonly facts: TranscriptFacts;
  /** As it was when it was opened. */
  readonly state: FileState;
  /** It was written meanwhile. */
  readonly changed: boolean;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The session whose lines a transcript holds: that of its name, or, of an agent's, that of the folder which Claude Code
 * keeps for the session. Undefined where that cannot be told from the path.
 */
function sessionOf(path: string): string | undefined {
  const [first = '', ...more] = path.split('/');
  const name = more.length === 0 ? first.replace(/\.jsonl$/i, '') : first;
  return uuid.test(name) ? name : undefined;
}

/** Scans a transcript, found on a walk. @throws when it is no regular file or cannot be read */
export async function scanTranscript(entry: WalkedEntry, pool: ScanPool): Promise<ScannedTranscript> {
  const fd = openRegular(entry.folder, entry.names.at(-1) ?? '');
  try {
    const before = fstatSync(fd, { bigint: true });
    const session = sessionOf(entry.path);
    const { facts, unfinished } = await pool.scan(fd, Number(before.size), session);
    const after = fstatSync(fd, { bigint: true });
    return {
      place: { path: entry.path, session: session ?? '', unfinished },
      facts,
      state: fileStateOf(before),
      changed: after.size !== before.size || after.mtimeNs !== before.mtimeNs,
    };
  } finally {
    closeSync(fd);
  }
}

export function fileStateOf(stats: WalkedEntry['stats']): FileState {
  return {
    dev: String(stats.dev),
    ino: String(stats.ino),
    size: String(stats.size),
    mtime: String(stats.mtimeNs),
    ctime: String(stats.ctimeNs),
  };
}

export function sameState(a: FileState | undefined, b: FileState): boolean {
  return (
    a !== undefined &&
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtime === b.mtime &&
    a.ctime === b.ctime
  );
}
