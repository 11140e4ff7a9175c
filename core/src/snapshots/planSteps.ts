import type { Snapshot, SnapshotFile } from './Snapshot.ts';
import { sessionOf } from './sessionOf.ts';

/** What a rollback does to one file. */
export interface RollbackStep {
  readonly kind: 'back' | 'shortened' | 'rewritten' | 'removed';
  readonly path: string;
  /** The conversation that it belongs to. */
  readonly session?: string | undefined;
  /** Bytes now and afterwards. */
  readonly from: number;
  readonly to: number;
}

/** How a file that is there compares with one of a snapshot. */
export type Likeness = 'same' | 'longer' | 'other';

export interface StepOptions {
  /** Only these conversations; all of the snapshot, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Also takes away what was begun since. */
  readonly exact?: boolean | undefined;
  /** Files of conversations begun since that go all the same: an earlier rollback brought them. */
  readonly brought?: ReadonlySet<string> | undefined;
}

interface Now {
  readonly path: string;
  readonly size: number;
}

/**
 * What going back to a snapshot does to the files of this host.
 * @param likenessOf how what is there compares with the snapshot's
 */
export function planSteps(
  { sessions: only }: Pick<Snapshot, 'sessions'>,
  then: readonly SnapshotFile[],
  now: readonly Now[],
  likenessOf: (path: string) => Likeness,
  { sessions, exact = false, brought }: StepOptions,
): { steps: RollbackStep[]; begunSince: string[] } {
  const asked = only && sessions ? sessions.filter((id) => only.includes(id)) : (sessions ?? only);
  const wanted = asked && new Set(asked.map((id) => id.toLowerCase()));
  const isWanted = (session: string | undefined) =>
    !wanted || (session !== undefined && wanted.has(session.toLowerCase()));
  const there = new Map(now.map((file) => [file.path, file]));
  const steps: RollbackStep[] = [];
  for (const { path, size } of then) {
    const session = sessionOf(path);
    if (!isWanted(session)) continue;
    const before = there.get(path);
    if (!before) steps.push({ kind: 'back', path, session, from: 0, to: size });
    else if (!isPlan(path)) {
      const likeness = likenessOf(path);
      if (likeness === 'same') continue;
      steps.push({
        kind: likeness === 'longer' ? 'shortened' : 'rewritten',
        ...{ path, session, from: before.size, to: size },
      });
    }
  }
  const had = new Set(then.map(({ path }) => path));
  const knew = new Set(then.flatMap(({ path }) => sessionOf(path) ?? []));
  const begunSince = new Set<string>();
  for (const { path, size } of now) {
    const session = sessionOf(path);
    if (had.has(path) || isPlan(path) || !isWanted(session)) continue;
    const isBrought = brought?.has(path) ?? false;
    if (session !== undefined && !knew.has(session) && !isBrought) begunSince.add(session);
    if (exact || isBrought || (session !== undefined && knew.has(session)))
      steps.push({ kind: 'removed', path, session, from: size, to: 0 });
  }
  return { steps: steps.sort((a, b) => (a.path < b.path ? -1 : 1)), begunSince: [...begunSince] };
}

/** Plans are of all projects in one folder: one that is there is nobody's to change. */
const isPlan = (path: string) => path.startsWith('plans/');
