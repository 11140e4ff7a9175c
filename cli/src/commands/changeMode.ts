import { dirname } from 'node:path';
import type { Chosen } from '@claude-sessions/core/approval/ownItems.ts';
import { claudeCodeFeature, installsClaudeCode } from '@claude-sessions/core/devcontainer/claudeCode.ts';
import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { askYesNo } from '../ask.ts';
import { refuseCompose } from '../composeRefusals.ts';
import { UsageError, UserError } from '../errors.ts';
import type { ExcludedLine } from '../gitExclude.ts';
import {
  ensureInside,
  ensureWritable,
  readTextIfAny,
  removeEmptyFolders,
  removeFile,
  writeText,
} from '../host/files.ts';
import { type ChangeOptions, collectionFrom } from '../options.ts';
import { log } from '../output.ts';
import { type FileChange, type Plan, planMode } from '../plan.ts';
import { deleteRecord, keepOriginal, writeRecord } from '../records.ts';
import type { Target } from '../target.ts';
import type { Workspace } from '../workspace.ts';

/** A plan, and what it is about. */
export interface Outcome {
  readonly target: Target;
  readonly mode: Mode;
  readonly plan: Plan;
  /** What the user should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** Says that a Feature is not taken for ours. */
export const foreignWarning = (reference: string): string =>
  `the Feature ${reference} has the name of one of ours but is of another collection, and is left as it is; if that is your mirror, name it by --collection or CLAUDE_SESSIONS_COLLECTION.`;

/** Works out a change of mode. Writes nothing. @throws UserError when it cannot be */
export async function planChange(
  target: Target,
  mode: Mode,
  shareOptions: ShareOptions,
  options: ChangeOptions,
): Promise<Outcome> {
  if (options.recreate && !options.up) {
    throw new UsageError('--recreate goes with --up.', 'Add --up, or leave out --recreate.');
  }
  if (mode === 'share') await refuseCompose(target.workspace, startingPoint(target));
  const collection = collectionFrom(options, process.env);
  const installClaude = mode !== 'none' && (await wantsClaudeCode(target, options));
  const { foreign } = readConfigured(parseDocument(startingPoint(target)), [
    collection,
    ...(target.record?.collections ?? []),
  ]);
  const warnings = foreign.map(foreignWarning);
  const plan = await planMode({ ...target, mode, options: shareOptions, collection, installClaude });
  return { target, mode, plan, warnings };
}

/** Makes sure, before anything is written, that all of it can be. @throws UserError */
export async function ensureCanMake({ target, plan }: Outcome): Promise<void> {
  for (const { path } of plan.files) await ensureWritable(target.workspace.folder, path);
}

/**
 * Carries a plan out: the record first, devcontainer.json last.
 * @param chosen what the user asks for by this very command; what is recorded of that stays without it
 * @param excluded the line that keeps a personal configuration out of git, if it was added now
 * @returns where the file as it was is kept, when it is not what `remove` restores
 * @throws UserError when nothing could be written
 */
export async function makeChange(
  outcome: Outcome,
  chosen?: Chosen,
  excluded?: ExcludedLine,
): Promise<string | undefined> {
  const { target, mode, plan } = outcome;
  const { workspace } = target;
  await ensureCanMake(outcome);
  await ensureUnchanged(plan);
  const { record } = target;
  const changes = plan.files.length > 0;
  const kept =
    changes && plan.superseded !== undefined ? await keepOriginal(workspace, plan.superseded) : undefined;
  const line = excluded ?? record?.excluded;
  const choice = chosen ?? record?.chosen;
  const chooses = chosen !== undefined && JSON.stringify(chosen) !== JSON.stringify(record?.chosen);
  if (mode !== 'none' && (changes || (chooses && !record))) {
    await writeRecord(workspace, {
      version: 1,
      configFile: workspace.configFile,
      original: plan.original,
      ours: plan.source,
      ...(hasEdits(outcome) && { edited: true }),
      ...(choice && { chosen: choice }),
      collections: [...plan.collections],
      ...(target.team && { team: target.team }),
      ...(line && { excluded: line }),
    });
  } else if (mode !== 'none' && record && (excluded || chooses)) {
    await writeRecord(workspace, {
      ...record,
      ...(choice && { chosen: choice }),
      ...(line && { excluded: line }),
    });
  }
  for (const file of [...plan.files].reverse()) await writeChange(workspace, file);
  if (mode === 'none') await deleteRecord(workspace);
  return kept;
}

/** Whether what `remove` will restore is no longer the file of before the first command, but one with edits made since. */
function hasEdits({ target: { record, current }, plan }: Outcome): boolean {
  // A file that held nothing of ours is an original itself.
  if (typeof record?.original !== 'string' || plan.original === current) return false;
  return record.edited === true || plan.original !== record.original;
}

/** An editor, or another run of ours, may have been at the files since the plan was made. */
async function ensureUnchanged(plan: Plan): Promise<void> {
  for (const { path, before } of plan.files) {
    if (((await readTextIfAny(path)) ?? null) === before) continue;
    throw new UserError(
      `${path} was changed by somebody else meanwhile.`,
      'Run this again; nothing was changed.',
    );
  }
}

/** Offers the Feature that installs Claude Code where nothing in devcontainer.json is seen to. */
async function wantsClaudeCode(target: Target, options: ChangeOptions): Promise<boolean> {
  if (options.installClaude !== undefined) return options.installClaude;
  // Said once, at the first command.
  if (
    target.current !== null &&
    readConfigured(parseDocument(target.current), target.record?.collections).anyOfOurs
  )
    return false;
  if (installsClaudeCode(documentValue(parseDocument(startingPoint(target))))) return false;
  const missing = 'Nothing in devcontainer.json installs Claude Code.';
  if (await askYesNo(`${missing} Add the Feature ${claudeCodeFeature}?`, false)) return true;
  log(`note: ${missing} If the image does not either, add --install-claude.`);
  return false;
}

function startingPoint({ current, template, team }: Target): string {
  return team || current === null ? template : current;
}

async function writeChange(workspace: Workspace, { path, after }: FileChange): Promise<void> {
  await ensureInside(workspace.folder, path);
  if (after !== null) return writeText(path, after);
  await removeFile(path);
  // A folder that is empty now was made for the file that was in it.
  if (path === workspace.configFile) await removeEmptyFolders(dirname(path), workspace.folder);
  else await removeEmptyFolders(dirname(path), dirname(workspace.configFile));
}
