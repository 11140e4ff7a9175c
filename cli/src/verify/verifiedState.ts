import { join } from 'node:path';
import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { configuredMounts } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';
import { readRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { fitState } from './fitState.ts';
import { judgedBy } from './judgedBy.ts';
import { onlyTrusted } from './knownPrefix.ts';
import { type VerifiedState, writtenSchema } from './stateSchema.ts';

const statePath = ({ preparedFolder }: Pick<Workspace, 'preparedFolder'>) =>
  join(preparedFolder, preparedNames.verified);

/** Some prompts of each version of Claude Code that ran here; a file that is not ours may be of any size. */
const maxStateBytes = 15 * 1024 * 1024;

/** An empty state when nothing is remembered, or that of another folder. */
export async function readState(workspace: Workspace, folder: string): Promise<VerifiedState> {
  const empty: VerifiedState = { version: 1, folder, prompts: [], accepted: [], transcripts: {} };
  const text = await readTextIfAny(statePath(workspace));
  if (text === undefined) return empty;
  try {
    const parsed = writtenSchema.safeParse(JSON.parse(text));
    if (!parsed.success || parsed.data.folder !== folder) return empty;
    const { exposed, rules, transcripts = {}, ...rest } = parsed.data;
    const state = { ...rest, transcripts: rules === judgedBy() ? transcripts : allTrusted(transcripts) };
    const isExposed = exposed && !(await isExposedInError(workspace.preparedFolder, state.prompts));
    return isExposed ? { ...state, exposed } : state;
  } catch {
    return empty;
  }
}

/** What was found harmless by other rules is judged again. */
function allTrusted(transcripts: VerifiedState['transcripts']): VerifiedState['transcripts'] {
  const kept = Object.entries(transcripts).map(([path, known]) => [path, onlyTrusted(known)] as const);
  return Object.fromEntries(kept.flatMap(([path, known]) => (known ? [[path, known]] : [])));
}

const projectSchema = z.object({
  folder: z.string(),
  exposed: z.optional(z.boolean()),
  prompts: z.array(z.string()),
});

/**
 * Whether a project's `exposed` was only concluded from a devcontainer.json that was not there yet: so did earlier versions,
 * where `share` made the file, and then they took no prompt for the host's own. What it was made of is in the record: a new file
 * reaches nothing, nor does a personal one whose team's file binds nothing. A project that was exposed later has prompts.
 */
async function isExposedInError(preparedFolder: string, prompts: readonly string[]): Promise<boolean> {
  if (prompts.length > 0) return false;
  const record = await readRecord({ preparedFolder });
  return record?.original === null && (!record.team || bindsNothing(record.team.source));
}

/** Neither by itself nor by a Compose file. */
function bindsNothing(source: string): boolean {
  const config = toObject(documentValue(parseDocument(source)));
  const binds = configuredMounts(config).filter(({ mount }) => mount.type === 'bind');
  return binds.length === 0 && !('dockerComposeFile' in config);
}

/** Read of any project, not only this one: the folder that a container wrote, and whether it wrote those of others. */
export async function readSharedProject(
  preparedFolder: string,
): Promise<Pick<z.infer<typeof projectSchema>, 'folder' | 'exposed'> | undefined> {
  try {
    const text = await readTextIfAny(statePath({ preparedFolder }));
    const known = text === undefined ? undefined : projectSchema.parse(JSON.parse(text));
    const isHealed = known?.exposed && (await isExposedInError(preparedFolder, known.prompts));
    return isHealed ? { folder: known.folder } : known;
  } catch {
    return undefined;
  }
}

/**
 * Writes the state. Where it would be too much, what can be found out again is left out: see `fitState`.
 * @returns true when more was left out than what only saves time
 */
export async function writeState(workspace: Workspace, state: VerifiedState): Promise<boolean> {
  const fitting = fitState(
    { ...state, rules: judgedBy() },
    maxStateBytes,
    (what) => `${JSON.stringify(what)}\n`,
  );
  if (fitting) await writeText(statePath(workspace), fitting.text, 0o600);
  return fitting?.lost ?? true;
}
