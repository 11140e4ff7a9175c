import { planSteps, type RollbackStep } from '@claude-sessions/core/snapshots/planSteps.ts';
import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { openInside } from '../conversations/containers/openInside.ts';
import type { ContainersOf } from '../conversations/containers/openSide.ts';
import { openOnHost } from '../conversations/hostState.ts';
import { sayingDiskFull } from '../host/diskFull.ts';
import { UserError } from '../host/errors.ts';
import { applyChanges, type Change, clearStages } from './applyChanges.ts';
import { hostFiles } from './hostFiles.ts';
import { lastOf } from './lastOf.ts';
import { readLastRollback, writeLastRollback } from './lastRollback.ts';
import { likeness } from './likeness.ts';
import { type FoundFile, ProjectTree, tops } from './ProjectTree.ts';
import { StoreReader } from './readStore.ts';
import { type CodePlan, rollBackCode } from './rollbackCode.ts';
import { snapshotsFolder } from './storePlace.ts';
import { type SnapshotRequest, takeSnapshot } from './takeSnapshot.ts';
import { withStore } from './withStore.ts';

export type { RollbackStep };

export interface RollbackPlan {
  readonly snapshot: Snapshot;
  readonly steps: readonly RollbackStep[];
  /** Conversations begun since, which stay. */
  readonly begunSince: readonly string[];
  /** Those that a running Claude Code has open: nothing is done while it runs. */
  readonly open: readonly string[];
  readonly options: RollbackOptions;
}

export interface RollbackOptions {
  /** Only these conversations; all of the snapshot, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Also takes away what was begun since. */
  readonly exact?: boolean | undefined;
  /** A rollback to this one is undone: what it brought goes, though its conversations are not of the snapshot. */
  readonly undoes?: Snapshot | undefined;
  /** Is asked whether a container has a conversation open; only this host is, if absent. */
  readonly containersOf?: ContainersOf | undefined;
}

/** What it would change; nothing is written. */
export async function planRollback(
  request: SnapshotRequest,
  snapshot: Snapshot,
  options: RollbackOptions,
): Promise<RollbackPlan> {
  const tree = new ProjectTree(request);
  try {
    return await planIn(tree, request, snapshot, options);
  } finally {
    tree.close();
  }
}

async function planIn(
  tree: ProjectTree,
  request: SnapshotRequest,
  snapshot: Snapshot,
  options: RollbackOptions,
): Promise<RollbackPlan> {
  const then = hostFiles(snapshot);
  const { known, named: lastNamed } = await lastOf(request);
  const paths = new Set([...known.keys(), ...then.map(({ path }) => path)]);
  const named = [...(snapshot.plans ?? []), ...lastNamed];
  const now = await tree.collect(paths, new Set(named));
  const likenesses = await compareAll(tree, then, now, known);
  const { sessions, exact } = options;
  const brought = options.undoes && new Set(hostFiles(options.undoes).map(({ path }) => path));
  const { steps, begunSince } = planSteps(snapshot, then, now, (path) => likenesses.get(path) ?? 'other', {
    sessions,
    exact,
    brought,
  });
  const open = await openOf(request, steps, options.containersOf);
  return { snapshot, steps, begunSince, open, options };
}

async function compareAll(
  tree: ProjectTree,
  then: readonly SnapshotFile[],
  now: readonly FoundFile[],
  known: ReadonlyMap<string, SnapshotFile>,
) {
  const wanted = new Map(then.map((file) => [file.path, file]));
  const found = new Map<string, Awaited<ReturnType<typeof likeness>>>();
  for (const file of now) {
    const before = wanted.get(file.path);
    if (before) found.set(file.path, await likeness(tree, file, before, known.get(file.path)));
  }
  return found;
}

/** Those of some steps that a running Claude Code has open, on this host or in a container. */
export async function openOf(
  { configDir, project }: SnapshotRequest,
  steps: readonly { readonly session?: string | undefined }[],
  containersOf: ContainersOf | undefined,
): Promise<string[]> {
  const sessions = new Set(steps.flatMap(({ session }) => session ?? []));
  if (sessions.size === 0) return [];
  const host = await openOnHost(configDir);
  const inside = containersOf ? await openInside(await containersOf(project)) : new Set<string>();
  return [...sessions].filter((id) => host.has(id) || inside.has(id));
}

/**
 * Does it, after a snapshot of what is there, which it returns: `planUndo` has the way back. Killed at any moment and run again, it goes on.
 * @param code what to check out of the repository, too
 * @throws UserError when it cannot
 */
export async function rollBack(
  request: SnapshotRequest,
  plan: RollbackPlan,
  code?: CodePlan,
): Promise<Snapshot> {
  return await sayingDiskFull('nothing was changed', () =>
    withStore(request.home, () => doIt(request, plan, code), 'rollback'),
  );
}

async function doIt(
  request: SnapshotRequest,
  plan: RollbackPlan,
  code: CodePlan | undefined,
): Promise<Snapshot> {
  const folder = snapshotsFolder(request.home, request.project);
  const { snapshot, options } = plan;
  const begun = await readLastRollback(folder);
  const taken = await takeSnapshot({ ...request, reason: 'before-rollback' });
  const tree = new ProjectTree(request);
  try {
    const again = await planIn(tree, request, snapshot, options);
    ensureClosed(again.open);
    if (!isSamePlan(again, plan))
      throw new UserError('Something was written meanwhile; nothing was changed.', 'Run this again.');
    const isTheSame = begun?.to === snapshot.id && isSameChoice(begun, options);
    // With nothing more to change it is that one, too.
    const isGoingOn = isTheSame && (!begun.isDone || again.steps.length === 0);
    const before = isGoingOn ? begun.before : taken.snapshot.id;
    const { sessions, exact, undoes } = options;
    const record = {
      before,
      to: snapshot.id,
      sessions,
      exact,
      undid: undoes?.id,
      ...(code && { code: { before: (isGoingOn && begun.code?.before) || code.before, to: code.to } }),
    };
    clearStages(tree, tops);
    await applyChanges(request.home, tree, changesOf(again.steps, hostFiles(snapshot), taken.files), () =>
      writeLastRollback(folder, { ...record, isDone: false }),
    );
    if (code) await rollBackCode(code);
    await writeLastRollback(folder, { ...record, isDone: true }).catch(() => undefined);
    const first = isGoingOn ? await new StoreReader(request.home).read(folder, before) : undefined;
    return first ?? taken.snapshot;
  } finally {
    tree.close();
  }
}

export function ensureClosed(open: readonly string[]): void {
  const [first] = open;
  if (first === undefined) return;
  throw new UserError(
    `Claude Code has the conversation ${first} open${open.length > 1 ? `, and ${open.length - 1} more` : ''}; nothing was changed.`,
    'End it there first (/exit), then run this again.',
  );
}

const isSamePlan = (one: RollbackPlan, other: RollbackPlan) =>
  JSON.stringify(one.steps.map(({ kind, path, from }) => [kind, path, from])) ===
  JSON.stringify(other.steps.map(({ kind, path, from }) => [kind, path, from]));

const isSameChoice = (
  one: Pick<RollbackOptions, 'sessions' | 'exact'>,
  other: Pick<RollbackOptions, 'sessions' | 'exact'>,
) =>
  JSON.stringify([one.sessions, one.exact ?? false]) ===
  JSON.stringify([other.sessions, other.exact ?? false]);

/** New files first: what goes is still there then. */
export function changesOf(
  steps: readonly Pick<RollbackStep, 'kind' | 'path'>[],
  then: readonly SnapshotFile[],
  kept: readonly SnapshotFile[],
): Change[] {
  const [to, from] = [then, kept].map((files) => new Map(files.map((file) => [file.path, file])));
  const all = steps.map(({ kind, path }) => ({
    path,
    to: kind === 'removed' ? undefined : to?.get(path),
    from: from?.get(path),
  }));
  return [...all.filter(({ to }) => to), ...all.filter(({ to }) => !to)];
}

/**
 * What undoes the last rollback: back to what was there before it, without what it brought. One that was begun and not ended is gone on with.
 * @throws UserError when there was none
 */
export async function planUndo(
  request: SnapshotRequest,
  containersOf?: ContainersOf | undefined,
): Promise<RollbackPlan> {
  const folder = snapshotsFolder(request.home, request.project);
  const last = await readLastRollback(folder);
  const reader = new StoreReader(request.home);
  const isGoingOn = last?.isDone === false && last.undid !== undefined;
  const [backTo, undone] = isGoingOn ? [last.to, last.undid] : [last?.before, last?.to];
  const snapshot = backTo === undefined ? undefined : await reader.read(folder, backTo);
  const undoes = undone === undefined ? undefined : await reader.read(folder, undone);
  if (!last || !snapshot || !undoes)
    throw new UserError(
      'There is no rollback of this project to undo.',
      'See `claude-sessions snapshot --list`.',
    );
  const { sessions } = last;
  return await planRollback(request, snapshot, { sessions, undoes, containersOf });
}

/** The snapshot that a rollback was going back to when it was killed, with what it was asked. */
export async function unfinishedRollback({
  home,
  project,
}: SnapshotRequest): Promise<
  (Pick<RollbackOptions, 'sessions' | 'exact'> & { readonly to: string }) | undefined
> {
  const last = await readLastRollback(snapshotsFolder(home, project));
  if (!last || last.isDone || last.undid !== undefined) return undefined;
  const { to, sessions, exact } = last;
  return { to, sessions, exact };
}

/** The commit to which an undo takes the files of the repository; undefined where the last rollback changed none. */
export async function codeToUndo({ home, project }: SnapshotRequest): Promise<string | undefined> {
  const last = await readLastRollback(snapshotsFolder(home, project));
  const isGoingOn = last?.isDone === false && last.undid !== undefined;
  return isGoingOn ? last.code?.to : last?.code?.before;
}
