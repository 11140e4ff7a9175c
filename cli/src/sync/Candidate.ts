import { closeSync, openSync } from 'node:fs';
import type { SyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import { type LocalFile, withLocal } from './localFiles.ts';
import type { Version } from './relate.ts';
import type { FoundState, SyncedFile } from './SyncStore.ts';

/** A file of another machine that may have something new. */
export interface Candidate {
  readonly state: FoundState;
  readonly file: SyncedFile;
  readonly at: SyncedPath;
  /** Where its bytes are on this host, once they were fetched and found to be as they should. */
  staged?: string | undefined;
}

/** What a conversation is now, or will be: its file here, or what was fetched to take its place. */
export type Current =
  | { readonly kind: 'local'; readonly file: LocalFile; readonly hash: string }
  | { readonly kind: 'staged'; readonly candidate: Candidate };

export function withCandidate<T>({ staged, file }: Candidate, use: (version: Version) => T): T {
  const fd = openSync(staged ?? '', 'r');
  try {
    return use({ fd, size: file.size, hash: file.hash });
  } finally {
    closeSync(fd);
  }
}

/** @returns undefined where it is gone */
export function withCurrent<T>(current: Current, use: (version: Version) => T): T | undefined {
  if (current.kind === 'staged') return withCandidate(current.candidate, use);
  const { file, hash } = current;
  return withLocal(file, (fd, size) => (size < file.size ? undefined : use({ fd, size: file.size, hash })));
}
