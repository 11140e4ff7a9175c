import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readBranch, uuidOf } from '../conversations/branch/writeBranch.ts';
import { UserError } from '../host/errors.ts';
import { type Candidate, withCandidate } from './Candidate.ts';
import { type LocalFile, type LocalFiles, withLocal } from './localFiles.ts';
import { forkSeed, type PlannedFork } from './planConversation.ts';
import { hashesAt } from './relate.ts';
import type { ForkRecord } from './syncRecord.ts';
import { copyFrom, lastTime, type Target, writeNew, writeOver } from './writeIncoming.ts';

export interface ForkRequest {
  /** The folder of the conversation that is here. */
  readonly folder: string;
  readonly title: string;
  readonly local: LocalFiles;
  /** What this machine has put down of the conversation. */
  readonly put: { readonly size: number; readonly hash: string } | undefined;
  /** A file of ours in which it is made first. */
  readonly scratch: string;
}

const mostTurns = 1000;

/**
 * Makes a conversation of its own of another machine's version, as Claude Code's own forks are; one that was made before goes on, as long as
 * nobody else went on with it. The same bytes come of the same version on every machine, so that none is made twice.
 * @returns undefined where there is no message in it
 */
export async function makeFork(planned: PlannedFork, request: ForkRequest): Promise<ForkRecord | undefined> {
  const { candidate, before } = planned;
  const { session } = candidate.at;
  for (let turn = 0; turn < mostTurns; turn++) {
    const seed = forkSeed(planned, turn);
    const id = before && turn === 0 ? before.id : uuidOf(seed);
    const made = write(planned, id, request);
    if (!made) return undefined;
    const target = { folder: request.folder, names: [`${id}.jsonl`] };
    const there = request.local.transcripts.get(id);
    const isIn = there
      ? await putOver(target, there, made, before, request.scratch)
      : await writeNew(target, copyFrom(request.scratch));
    const { size, hash } = candidate.file;
    if (isIn)
      return { session, id, size, hash, made, holds: heldOf(candidate, request.put) ?? before?.holds };
  }
  throw new UserError(`There are too many versions of the conversation ${session}.`, 'Delete some of them.');
}

/** Of what the uuids of a fork are made: it is the same with more behind it. */
const keyOf = (session: string, id: string) => createHash('sha256').update(`uuids ${session} ${id}`).digest();

function heldOf(candidate: Candidate, put: ForkRequest['put']): string | undefined {
  if (!put || put.size > candidate.file.size) return undefined;
  return withCandidate(candidate, ({ fd }) => hashesAt(fd, [put.size]).get(put.size)) === put.hash
    ? put.hash
    : undefined;
}

interface Made {
  readonly size: number;
  readonly hash: string;
}

function write({ candidate }: PlannedFork, id: string, { title, scratch }: ForkRequest): Made | undefined {
  const { session } = candidate.at;
  const from = openSync(candidate.staged ?? '', 'r');
  const to = openSync(scratch, 'w+', 0o600);
  try {
    const now = (lastTime(from) ?? new Date(0)).toISOString();
    const key = keyOf(session, id);
    readBranch({ fd: from, from: session, to: id, title, again: { key, now } }).write(to);
    const { size } = fstatSync(to);
    return { size, hash: hashesAt(to, [size]).get(size) ?? '' };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

async function putOver(
  target: Target,
  there: LocalFile,
  made: Made,
  before: ForkRecord | undefined,
  scratch: string,
): Promise<boolean> {
  const lengths = [made.size, before?.made.size ?? 0].filter((each) => each <= there.size);
  const hashes = withLocal(there, (fd) => hashesAt(fd, [...lengths, there.size]));
  // It is there, or was gone on with from there on another machine.
  if (made.size <= there.size && hashes?.get(made.size) === made.hash) return true;
  const isUntouched =
    before?.id === there.session &&
    before.made.size === there.size &&
    hashes?.get(there.size) === before.made.hash;
  if (!isUntouched) return false;
  return await writeOver(target, there.stamp, copyFrom(scratch));
}
