import { join } from 'node:path';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { parseSyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import { UserError } from '../host/errors.ts';
import type { Candidate } from './Candidate.ts';
import type { LocalVersions } from './LocalVersions.ts';
import type { LocalFile, LocalFiles } from './localFiles.ts';
import { type FoundState, NotThereYet, type SyncStore } from './SyncStore.ts';
import type { SyncRecord } from './syncRecord.ts';

export interface Gathering {
  readonly store: SyncStore;
  readonly project: string;
  readonly states: readonly FoundState[];
  readonly local: LocalFiles;
  readonly versions: LocalVersions;
  readonly record: SyncRecord;
  /** Conversations that do not come back by themselves. */
  readonly deleted: ReadonlySet<string>;
  /** A folder of ours in which what is fetched is put. */
  readonly room: string;
  onTrouble(sentence: string): void;
}

/** What other machines have that may be new here. */
export interface Gathered {
  /** By sessions, fetched. */
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
  /** Of conversations that were deleted here, those that are there. */
  readonly stayDeleted: ReadonlySet<string>;
  /** To be remembered: nothing is left to do between these. */
  readonly settled: ReadonlyMap<string, string>;
}

export const settledKey = (path: string, { machine }: FoundState) => `${machine} ${path}`;
export const settledValue = (ours: string, theirs: string) => `${ours.slice(0, 32)} ${theirs.slice(0, 32)}`;

/** The file here that one of another machine is. */
export function localOf(
  local: LocalFiles,
  { at: { session, below } }: Pick<Candidate, 'at'>,
): LocalFile | undefined {
  const transcript = local.transcripts.get(session);
  if (!transcript || below === undefined) return transcript;
  const folder = transcript.path.slice(0, -'.jsonl'.length);
  return local.files.get(`${folder}/${below}`);
}

/** Looks at what other machines put down, and fetches what is not known to be here. */
export async function gather(request: Gathering): Promise<Gathered> {
  const { local, versions, record, deleted } = request;
  const wanted = new Map<FoundState, Candidate[]>();
  const sameBytes = new Map<string, Candidate>();
  const stayDeleted = new Set<string>();
  const settled = new Map<string, string>();
  const all: Candidate[] = [];
  for (const state of request.states) {
    const sessions = new Set(state.files.flatMap(({ path }) => transcriptIn(path)));
    for (const file of state.files) {
      const at = parseSyncedPath(file.path);
      if (!at) continue;
      const candidate: Candidate = { state, file, at };
      const ours = localOf(local, candidate);
      if (!ours && deleted.has(at.session) && !local.transcripts.has(at.session)) {
        if (sessions.has(at.session)) stayDeleted.add(at.session);
        continue;
      }
      if (!local.transcripts.has(at.session) && !sessions.has(at.session)) continue;
      const hash = ours && versions.hash(ours);
      if (ours && hash !== undefined) {
        const key = settledKey(file.path, state);
        const value = settledValue(hash, file.hash);
        const isBehind = file.size <= ours.size && versions.at(ours, file.size) === file.hash;
        if (hash === file.hash || record.settled[key] === value || isBehind) {
          settled.set(key, value);
          continue;
        }
      }
      const bytes = `${at.session} ${at.below ?? ''} ${file.hash}`;
      if (sameBytes.has(bytes)) continue;
      sameBytes.set(bytes, candidate);
      wanted.set(state, [...(wanted.get(state) ?? []), candidate]);
      all.push(candidate);
    }
  }
  const failed = new Set<FoundState>();
  let place = 0;
  for (const [state, candidates] of wanted)
    if (!(await fetched(request, state, candidates, join(request.room, `${place++}`)))) failed.add(state);
  const candidates = new Map<string, Candidate[]>();
  for (const each of all.filter(({ state }) => !failed.has(state)))
    candidates.set(each.at.session, [...(candidates.get(each.at.session) ?? []), each]);
  return { candidates, stayDeleted, settled };
}

function transcriptIn(path: string): string[] {
  const at = parseSyncedPath(path);
  return at && at.below === undefined ? [at.session] : [];
}

/** All that is wanted of a machine, or nothing. */
async function fetched(
  { store, project, onTrouble }: Gathering,
  state: FoundState,
  candidates: readonly Candidate[],
  into: string,
): Promise<boolean> {
  try {
    await store.fetch(
      project,
      state,
      candidates.map(({ file }) => file),
      into,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const host = shownLine(state.host, 60);
    if (error instanceof NotThereYet)
      onTrouble(`Not all of ${host} is there yet: nothing was taken from it.`);
    else onTrouble(`${error.message} Nothing was taken from ${host}.`);
    return false;
  }
  for (const each of candidates) each.staged = join(into, each.file.path);
  return true;
}
