import { createHash } from 'node:crypto';
import { decideFile, decideTranscript, type Relation } from '@claude-sessions/core/sync/decideTranscript.ts';
import { besidePath } from '@claude-sessions/core/sync/syncedPath.ts';
import { type Candidate, type Current, withCandidate, withCurrent } from './Candidate.ts';
import { localOf, settledKey, settledValue } from './gather.ts';
import type { LocalVersions } from './LocalVersions.ts';
import type { LocalFile, LocalFiles } from './localFiles.ts';
import { hashesAt, partingHash, relate, relateBytes } from './relate.ts';
import type { ForkRecord, SyncRecord } from './syncRecord.ts';

/** A version of another machine that becomes a conversation of its own. */
export interface PlannedFork {
  readonly candidate: Candidate;
  /** The same on every machine that makes it. */
  readonly lineage: string;
  /** What was made of the beginning of it before, and goes on. */
  readonly before: ForkRecord | undefined;
}

export interface PlannedFile {
  readonly step: 'add' | 'fast-forward' | 'beside';
  readonly candidate: Candidate;
  readonly ours: LocalFile | undefined;
}

/** What is to be done about one conversation. */
export interface PlannedConversation {
  readonly session: string;
  /** What is here, as it was looked at. */
  readonly ours: { readonly file: LocalFile; readonly hash: string } | undefined;
  /** What takes the place of ours, or is new. */
  readonly next: Candidate | undefined;
  readonly forks: readonly PlannedFork[];
  readonly files: readonly PlannedFile[];
  readonly settled: ReadonlyMap<string, string>;
}

export interface Known {
  readonly local: LocalFiles;
  readonly versions: LocalVersions;
  readonly record: SyncRecord;
}

/** Holds what other machines have of a conversation against what is here: the longest first, so that few are forks. */
export function planConversation(
  session: string,
  candidates: readonly Candidate[],
  known: Known,
): PlannedConversation {
  const { local, versions, record } = known;
  const file = local.transcripts.get(session);
  const hash = file && versions.hash(file);
  const ours = file && hash !== undefined ? { file, hash } : undefined;
  let current: Current | undefined = ours && { kind: 'local', ...ours };
  let next: Candidate | undefined;
  const forks: PlannedFork[] = [];
  const settled = new Map<string, string>();
  const transcripts = candidates
    .filter(({ at }) => at.below === undefined)
    .toSorted((a, b) => b.file.size - a.file.size || (a.file.hash < b.file.hash ? -1 : 1));
  for (const candidate of transcripts) {
    const now: Current | undefined = current;
    const relation =
      now && withCurrent(now, (mine) => withCandidate(candidate, (theirs) => relate(mine, theirs)));
    const made = [
      ...record.forks.filter((fork) => fork.session === session),
      ...forks.map(({ candidate: { file: raw } }) => raw),
    ];
    const fork = relation === 'apart' ? nearest(made, candidate, transcripts) : undefined;
    const step = decideTranscript({ relation, wasDeleted: false, fork: fork?.relation });
    if (step === 'get' || step === 'fast-forward') {
      next = candidate;
      current = { kind: 'staged', candidate };
    } else if ((step === 'fork' || step === 'fork-forward') && now) {
      const lineage = withCurrent(now, (mine) =>
        withCandidate(candidate, (theirs) => partingHash(mine, theirs)),
      );
      const before = step === 'fork-forward' && fork && 'made' in fork.of ? fork.of : undefined;
      forks.push({ candidate, lineage: lineage ?? candidate.file.hash, before });
    } else if (ours) {
      settled.set(
        settledKey(candidate.file.path, candidate.state),
        settledValue(ours.hash, candidate.file.hash),
      );
    }
  }
  const files = candidates
    .filter(({ at }) => at.below !== undefined)
    .flatMap((candidate) => planFile(candidate, known, settled));
  return { session, ours, next, forks, files, settled };
}

type Raw = Pick<ForkRecord, 'size' | 'hash'>;

const order: readonly Relation[] = ['same', 'behind', 'ahead'];

/** How a version is to what forks were made of: the nearest one. */
function nearest(
  made: readonly (Raw | ForkRecord)[],
  candidate: Candidate,
  others: readonly Candidate[],
): { of: Raw | ForkRecord; relation: Relation } | undefined {
  const found = made.map((of) => ({ of, relation: relationTo(of, candidate, others) }));
  for (const wanted of order) {
    const best = found.filter(({ relation }) => relation === wanted).sort((a, b) => b.of.size - a.of.size)[0];
    if (best) return best;
  }
  return found[0];
}

function relationTo(of: Raw, candidate: Candidate, others: readonly Candidate[]): Relation {
  const { size, hash } = candidate.file;
  if (hash === of.hash) return 'same';
  if (size > of.size) {
    const there = withCandidate(candidate, ({ fd }) => hashesAt(fd, [of.size]).get(of.size));
    return there === of.hash ? 'ahead' : 'apart';
  }
  const source = others.find(({ file }) => file.hash === of.hash);
  const there = source && withCandidate(source, ({ fd }) => hashesAt(fd, [size]).get(size));
  return there === hash ? 'behind' : 'apart';
}

function planFile(
  candidate: Candidate,
  { local, versions }: Known,
  settled: Map<string, string>,
): PlannedFile[] {
  const ours = localOf(local, candidate);
  const hash = ours && versions.hash(ours);
  if (!ours || hash === undefined) return [{ step: 'add', candidate, ours: undefined }];
  const relation = withCurrent({ kind: 'local', file: ours, hash }, (mine) =>
    withCandidate(candidate, (theirs) => relateBytes(mine, theirs)),
  );
  const step = decideFile(relation);
  if (step === 'nothing')
    settled.set(settledKey(candidate.file.path, candidate.state), settledValue(hash, candidate.file.hash));
  return step === 'nothing' ? [] : [{ step, candidate, ours }];
}

/** The name of a file that is kept beside ours. */
export function besideName({ candidate, ours }: PlannedFile): readonly string[] {
  const names = ours?.names ?? [];
  return [...names.slice(0, -1), besidePath(names.at(-1) ?? '', candidate.file)];
}

/** The id of a fork, made of whose it is and where it parts. @param turn the next one, where the former is somebody's own by now */
export function forkSeed({ candidate, lineage }: PlannedFork, turn: number): Buffer {
  return createHash('sha256').update(`fork ${candidate.at.session} ${lineage} ${turn}`).digest();
}
