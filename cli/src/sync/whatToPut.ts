import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../host/errors.ts';
import { type LocalFile, withLocal } from './localFiles.ts';
import { type Look, sincePut } from './look.ts';
import { isLossExplained } from './relate.ts';
import type { FoundState, SyncedFile, SyncStore } from './SyncStore.ts';
import type { SyncRecord } from './syncRecord.ts';

export interface PutRequest {
  readonly store: SyncStore;
  readonly project: string;
  /** What this machine has put down before, as it is there. */
  readonly own: FoundState | undefined;
  readonly record: SyncRecord;
  /** A folder of ours. */
  readonly room: string;
}

export interface ToPut {
  readonly files: readonly SyncedFile[];
  /** By path; without those that stay as they are there. */
  readonly sources: ReadonlyMap<string, LocalFile>;
  /** Conversations that lost something here which no client takes away. */
  readonly damaged: ReadonlySet<string>;
}

/** What this machine puts down: what lies here, and of what is gone or damaged here that which it has put down before. */
export async function whatToPut({ local, versions }: Look, request: PutRequest): Promise<ToPut> {
  const { record } = request;
  const files: SyncedFile[] = [];
  const sources = new Map<string, LocalFile>();
  const damaged = new Set<string>();
  const untouched = new Set(
    record.forks
      .filter(({ id, made }) => isAsMade(local.transcripts.get(id), made, versions))
      .map(({ id }) => id),
  );
  const keep = (path: string) => {
    const { size, hash } = record.files[path] ?? {};
    if (size !== undefined && hash !== undefined) files.push({ path, size, hash });
  };
  for (const [path, file] of local.files) {
    if (untouched.has(file.session)) continue;
    const hash = versions.hash(file);
    const since = sincePut(file, versions, record);
    if (hash === undefined || since === undefined) {
      keep(path);
      continue;
    }
    if ((since === 'cut' || since === 'other') && (await isDamaged(file, hash, since, request))) {
      damaged.add(file.session);
      keep(path);
      continue;
    }
    files.push({ path, size: file.size, hash });
    sources.set(path, file);
  }
  for (const path of Object.keys(record.files)) if (!local.files.has(path)) keep(path);
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), sources, damaged };
}

function isAsMade(
  file: LocalFile | undefined,
  { size, hash }: { readonly size: number; readonly hash: string },
  versions: Look['versions'],
): boolean {
  return file?.size === size && versions.hash(file) === hash;
}

/** Whether it lost lines that no client takes away: compared with what was put down, where that is there still. */
async function isDamaged(
  file: LocalFile,
  hash: string,
  since: 'cut' | 'other',
  { store, project, own, record, room }: PutRequest,
): Promise<boolean> {
  if (!file.path.endsWith('.jsonl')) return false;
  const put = record.files[file.path];
  // What it lost is in a conversation of its own.
  if (
    record.forks.some((fork) => fork.session === file.session && [fork.hash, fork.holds].includes(put?.hash))
  )
    return false;
  const there = own?.files.find(({ path }) => path === file.path);
  if (!own || !put || there?.hash !== put.hash) return since === 'cut';
  const into = join(room, 'before');
  try {
    await store.fetch(project, own, [there], into);
    const fd = openSync(join(into, there.path), 'r');
    try {
      const isExplained = withLocal(file, (ours) =>
        isLossExplained({ fd: ours, size: file.size, hash }, { fd, size: there.size, hash: there.hash }),
      );
      return isExplained !== true;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return since === 'cut';
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}
