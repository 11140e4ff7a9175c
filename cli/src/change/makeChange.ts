import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type DevcontainerDocument, documentSource } from '@claude-sessions/core/devcontainer/document.ts';
import type { FeatureId } from '@claude-sessions/core/features.ts';
import type { Chosen } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { UserError } from '../host/errors.ts';
import type { FileChange } from '../host/files.ts';
import {
  ensureInside,
  ensureWritable,
  readTextIfAny,
  removeEmptyFolders,
  removeFile,
  writeText,
} from '../host/files.ts';
import type { ExcludedLine } from '../workspace/gitExclude.ts';
import { deleteRecord, keepOriginal, readRecord, writeRecord } from '../workspace/records.ts';
import { readSource, type Workspace } from '../workspace/workspace.ts';
import { lockToRemember } from './lockFile.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './planChange.ts';
import { Undo } from './Undo.ts';

/** Writes devcontainer.json as it is to be, or deletes it; null is no file. Has changed nothing when it throws. */
type WriteConfig = (before: string | null, after: string | null) => Promise<void>;

export interface MakeOptions {
  /** What the user asks for by this very command; without it, the record's choice stays. */
  readonly chosen?: Chosen | undefined;
  /** The line that keeps a personal configuration out of git, if it was added now. */
  readonly excluded?: ExcludedLine | undefined;
  /** By default to the disk. */
  readonly writeConfig?: WriteConfig | undefined;
}

/**
 * Makes sure, before anything is written, that all of it can be, and that nothing has changed since it was planned.
 * @throws UserError
 */
export async function ensureCanMake({ target, plan }: Outcome): Promise<void> {
  const { workspace, unsaved } = target;
  for (const { path } of plan.files) await ensureWritable(workspace.folder, path);
  for (const { path, before } of plan.files) {
    // What an editor has of it is known there alone.
    if (unsaved && path === workspace.configFile) continue;
    if (((await readTextIfAny(path)) ?? null) === before) continue;
    throw new UserError(
      `${path} was changed by somebody else meanwhile.`,
      'Run this again; nothing was changed.',
    );
  }
}

/**
 * Carries a plan out: the record first, devcontainer.json last. When a step fails, the others are undone.
 * @returns the path of a copy of the file as it was before the first command, when `remove` no longer restores that
 * @throws UserError when it could not be written: then all is as it was
 */
export async function makeChange(outcome: Outcome, options: MakeOptions = {}): Promise<string | undefined> {
  const { target, mode, plan } = outcome;
  const { workspace } = target;
  await ensureCanMake(outcome);
  const undo = new Undo();
  try {
    const kept =
      plan.files.length > 0 && plan.superseded !== undefined
        ? await keepOriginal(workspace, plan.superseded)
        : undefined;
    await recordChange(outcome, options, undo);
    const config = plan.files.find(({ path }) => path === workspace.configFile);
    for (const file of [...plan.files].reverse()) {
      if (file === config) continue;
      undo.add(file.path, () => putFile(workspace, { ...file, after: file.before }));
      await putFile(workspace, file);
    }
    if (config) await putConfig(outcome, config, options.writeConfig);
    if (mode === 'none') await deleteRecord(workspace);
    return kept;
  } catch (error) {
    throw await undo.after(error);
  }
}

async function recordChange(outcome: Outcome, { chosen, excluded }: MakeOptions, undo: Undo): Promise<void> {
  const { target, mode, plan } = outcome;
  const { workspace, record } = target;
  const changes = plan.files.length > 0;
  const line = excluded ?? record?.excluded;
  const choice = chosen ?? record?.chosen;
  const chooses = chosen !== undefined && !isDeepStrictEqual(chosen, record?.chosen);
  if (mode === 'none') return;
  const known = { ...(choice && { chosen: choice }), ...(line && { excluded: line }) };
  const isNew = changes || (chooses && !record);
  if (!isNew && !(record && (excluded || chooses))) return;
  undo.add("the host's record of it", () =>
    record ? writeRecord(workspace, record) : deleteRecord(workspace),
  );
  if (!isNew && record) return writeRecord(workspace, { ...record, ...known });
  const lock = await lockToRemember(target);
  const loginTakenOut = whenTakenOut(outcome, 'claude-login', record?.loginTakenOut);
  const homeTakenOut = whenTakenOut(outcome, 'claude-home', record?.homeTakenOut);
  return writeRecord(workspace, {
    version: 1,
    configFile: workspace.configFile,
    original: plan.original,
    ours: sourceOf(plan),
    ...(lock !== undefined && { lock }),
    ...(hasEdits(outcome) && { edited: true }),
    ...known,
    collections: [...plan.collections],
    ...(target.team && { team: target.team }),
    ...(loginTakenOut !== undefined && { loginTakenOut }),
    ...(homeTakenOut !== undefined && { homeTakenOut }),
    ...(record?.takenOver && { takenOver: record.takenOver }),
  });
}

/** Now or earlier; undefined where the file has it, or never had. */
function whenTakenOut(
  { target: { current }, plan }: Outcome,
  feature: FeatureId,
  earlier: string | undefined,
): string | undefined {
  const isAsked = (document: DevcontainerDocument | null | undefined) =>
    document && readConfigured(document, plan.collections).features.some(({ id }) => id === feature);
  if (isAsked(plan.after)) return undefined;
  return isAsked(current) ? new Date().toISOString() : earlier;
}

function sourceOf({ after }: Plan): string {
  return after === null ? '' : documentSource(after);
}

/** True when `remove` will no longer restore the file of before the first command, but that with edits made since. */
function hasEdits({ target: { record, current }, plan }: Outcome): boolean {
  // A file that held nothing of ours is an original itself.
  if (typeof record?.original !== 'string' || plan.original === (current && documentSource(current)))
    return false;
  return record.edited === true || plan.original !== record.original;
}

async function putConfig(
  { target: { workspace }, mode, plan }: Outcome,
  file: FileChange,
  writeConfig: WriteConfig | undefined,
): Promise<void> {
  if (!writeConfig) return putFile(workspace, file);
  await ensureInside(workspace.folder, file.path);
  await writeConfig(file.before, file.after);
  if (file.after === null) return removeEmptyFolders(dirname(file.path), workspace.folder);
  if (mode === 'none') return;
  // An editor may format what it saves; that is no edit of the user's.
  const [saved, record] = [await readSource(file.path), await readRecord(workspace)];
  if (saved !== undefined && saved !== sourceOf(plan) && record) {
    await writeRecord(workspace, { ...record, ours: saved });
  }
}

/** Null removes the file, and folders that are empty then. */
async function putFile(workspace: Workspace, { path, after }: FileChange): Promise<void> {
  await ensureInside(workspace.folder, path);
  if (after !== null) return writeText(path, after);
  await removeFile(path);
  // A folder that is empty now was made for the file that was in it.
  if (path === workspace.configFile) await removeEmptyFolders(dirname(path), workspace.folder);
  else await removeEmptyFolders(dirname(path), dirname(workspace.configFile));
}
