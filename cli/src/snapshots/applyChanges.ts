import { closeSync, constants, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { OpenFolder } from '../verify/OpenFolder.ts';
import { type ProjectTree, placeOf, type Top } from './ProjectTree.ts';
import { isUntouched } from './takeSnapshot.ts';
import { fillFromSnapshot } from './writeFromSnapshot.ts';

/** What is to become of a file. */
export interface Change {
  readonly path: string;
  /** Undefined: it goes. */
  readonly to: SnapshotFile | undefined;
  /** As it is, and is kept; undefined where there is none. */
  readonly from: SnapshotFile | undefined;
}

const stageName = '.claude-sessions-rollback';

/**
 * Puts files of a snapshot in their places, and takes others away. All are written before the first is put in its place, on the same disk, so that a full disk
 * changes nothing. Nothing is touched that is not as it was kept.
 * @param begin is called when all is written, before the first file is touched
 * @throws UserError where something was written meanwhile
 */
export async function applyChanges(
  home: string,
  tree: ProjectTree,
  changes: readonly Change[],
  begin: () => Promise<void>,
): Promise<void> {
  const stages = new Map<Top, OpenFolder>();
  const made: string[] = [];
  try {
    const written = await stageAll(home, tree, changes, { stages, made });
    await begin();
    for (const { path, from } of changes) ensureAsKept(tree, path, from);
    for (const change of changes) {
      ensureAsKept(tree, change.path, change.from);
      const [side, below] = tree.at(change.path);
      const stage = written.get(change);
      if (stage) side?.moveHere(stage, below);
      else side?.remove(below);
    }
    for (const { path, to } of changes) if (!to) removeEmptyAbove(tree, path);
  } catch (error) {
    for (const path of made) removeEmptyAbove(tree, path);
    throw error;
  } finally {
    for (const [top, stage] of stages) {
      stage.close();
      rmSync(join(tree.rootOf(top), stageName), { recursive: true, force: true });
    }
  }
}

interface Stages {
  readonly stages: Map<Top, OpenFolder>;
  /** Paths whose folders were made. */
  readonly made: string[];
}

async function stageAll(
  home: string,
  tree: ProjectTree,
  changes: readonly Change[],
  { stages, made }: Stages,
): Promise<Map<Change, Buffer>> {
  const written = new Map<Change, Buffer>();
  for (const change of changes) {
    const { path, to } = change;
    if (!to) continue;
    const { top, below } = placeOf(path);
    const side = tree.ensureSide(top);
    made.push(path);
    ensureFolder(tree, path);
    const stage = stages.get(top) ?? openStage(tree, top);
    stages.set(top, stage);
    const at = stage.child(String(written.size));
    await writeNew(home, to, at);
    written.set(change, at);
    side.forget(dirname(below));
  }
  return written;
}

function ensureFolder(tree: ProjectTree, path: string): void {
  const { top, below } = placeOf(path);
  const folder = dirname(below);
  try {
    if (folder !== '.') tree.ensureSide(top).ensureFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ELOOP' && code !== 'ENOTDIR') throw error;
    throw new UserError(
      `${top}/${folder} is no folder of Claude Code's, but a link or a file; nothing was changed.`,
      'Look what it is, and take it away.',
    );
  }
}

/** What a killed run left there goes. */
function openStage(tree: ProjectTree, top: Top): OpenFolder {
  const path = join(tree.rootOf(top), stageName);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return new OpenFolder(path);
}

async function writeNew(home: string, file: SnapshotFile, path: Buffer): Promise<void> {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await fillFromSnapshot(home, file, fd);
  } finally {
    closeSync(fd);
  }
}

function ensureAsKept(tree: ProjectTree, path: string, kept: SnapshotFile | undefined): void {
  const now = tree.look(path);
  const [side, below] = tree.at(path);
  const isThere = side?.stats(below) !== undefined;
  if (!kept ? !isThere : now && isAsKept(kept, now)) return;
  throw new UserError(
    `${path} was written meanwhile.`,
    'Look whether Claude Code has it open; then run this again.',
  );
}

/** A file that was kept at the moment it was written is told by its length and time. */
function isAsKept(kept: SnapshotFile, now: NonNullable<ReturnType<ProjectTree['look']>>): boolean {
  return isUntouched(kept.inode === '' ? { ...kept, inode: now.inode } : kept, now);
}

/** Folders in which nothing is left, but those that Claude Code has for a project. */
function removeEmptyAbove(tree: ProjectTree, path: string): void {
  const [side, below] = tree.at(path);
  const { top } = placeOf(path);
  let folder = dirname(below);
  const isOwn = () => folder !== '.' && (top !== 'projects' || folder.includes('/'));
  while (side && isOwn() && side.removeEmpty(folder)) folder = dirname(folder);
}

/** What a killed run was writing; it is in the snapshot. */
export function clearStages(tree: ProjectTree, tops: readonly Top[]): void {
  for (const top of tops)
    try {
      const path = join(tree.rootOf(top), stageName);
      if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
}
