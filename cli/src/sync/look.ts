import { parseSyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import { LocalVersions } from './LocalVersions.ts';
import { findLocal, type LocalFile, type LocalFiles, type LocalRequest } from './localFiles.ts';
import type { FoundState } from './SyncStore.ts';
import type { SyncRecord } from './syncRecord.ts';

/** What lies here, with its hashes. */
export interface Look {
  readonly local: LocalFiles;
  readonly versions: LocalVersions;
  /** Conversations that were here and are gone. */
  readonly deleted: ReadonlySet<string>;
}

export type LookRequest = Pick<LocalRequest, 'home' | 'configDir' | 'trees'>;

export async function look(
  request: LookRequest,
  record: SyncRecord,
  states: readonly FoundState[],
): Promise<Look> {
  const paths = [
    ...states.flatMap(({ files }) => files.map(({ path }) => path)),
    ...Object.keys(record.files),
  ];
  const places = new Set(paths.flatMap((path) => parseSyncedPath(path)?.place ?? []));
  const sessions = new Set(record.sessions);
  const local = await findLocal({ ...request, places, sessions });
  const gone = [...record.deleted, ...record.sessions].filter((session) => !local.transcripts.has(session));
  return {
    local,
    versions: new LocalVersions(record, wantedLengths(record, states)),
    deleted: new Set(gone),
  };
}

/** Lengths of files of which the hash is needed, so that each is read once. */
function wantedLengths(record: SyncRecord, states: readonly FoundState[]): Map<string, Set<number>> {
  const wanted = new Map<string, Set<number>>();
  const want = (path: string, size: number) => wanted.set(path, (wanted.get(path) ?? new Set()).add(size));
  for (const { files } of states) for (const { path, size } of files) want(path, size);
  for (const [path, { size }] of Object.entries(record.files)) want(path, size);
  return wanted;
}

/** What became of a file since this machine put it down. */
export type Since = 'new' | 'same' | 'grown' | 'other' | 'cut';

/** @returns undefined where it is gone */
export function sincePut(file: LocalFile, versions: LocalVersions, record: SyncRecord): Since | undefined {
  const hash = versions.hash(file);
  const put = record.files[file.path];
  if (hash === undefined) return undefined;
  if (!put) return 'new';
  if (put.hash === hash) return 'same';
  if (put.size <= file.size) return versions.at(file, put.size) === put.hash ? 'grown' : 'other';
  return 'cut';
}
