import { join } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';
import { readRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Which file it is and whether it changed: a container cannot set the time of change (`ctime`). */
const identity = z.object({ dev: z.string(), ino: z.string() });
const fileState = z.object({
  ...identity.shape,
  size: z.string(),
  mtime: z.string(),
  ctime: z.string(),
});

/** The memory of `verify` of one project. It is kept where no container can reach it. */
const stateSchema = z.object({
  version: z.literal(1),
  /** The folder that was verified. */
  folder: z.string(),
  project: z.optional(identity),
  memoryFolder: z.optional(identity),
  /** Absent until it was looked at once. */
  memory: z.optional(z.record(z.string(), z.object({ hash: z.string(), lines: z.array(z.string()) }))),
  /** Keys of prompts that are Claude Code's own: of this host's own runs, and those that the user accepted. */
  prompts: z.array(z.string()),
  /** Identities, hashed, of findings that the user accepted. */
  accepted: z.array(z.string()),
  /** A mount by hand let a container write conversations of other projects: theirs prove nothing since. */
  exposed: z.optional(z.boolean()),
  /** Large transcripts in which nothing was found. */
  clean: z.record(z.string(), fileState),
});

export type VerifiedState = z.infer<typeof stateSchema>;
export type FileState = z.infer<typeof fileState>;
export type FolderIdentity = z.infer<typeof identity>;

const statePath = ({ preparedFolder }: Pick<Workspace, 'preparedFolder'>) =>
  join(preparedFolder, preparedNames.verified);

/** Some prompts of each version of Claude Code that ran here; a file that is not ours may be of any size. */
const maxStateBytes = 15 * 1024 * 1024;

/** An empty state when nothing is remembered, or that of another folder. */
export async function readState(workspace: Workspace, folder: string): Promise<VerifiedState> {
  const empty: VerifiedState = { version: 1, folder, prompts: [], accepted: [], clean: {} };
  const text = await readTextIfAny(statePath(workspace));
  if (text === undefined) return empty;
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    if (!parsed.success || parsed.data.folder !== folder) return empty;
    const { exposed, ...state } = parsed.data;
    return exposed && !(await isExposedInError(workspace.preparedFolder)) ? { ...state, exposed } : state;
  } catch {
    return empty;
  }
}

const projectSchema = z.object({ folder: z.string(), exposed: z.optional(z.boolean()) });

/**
 * Whether a project's `exposed` was only concluded from a devcontainer.json that was not there yet: so did earlier versions,
 * where `share` made the file. What it was made of is in the record; a new file reaches nothing.
 */
async function isExposedInError(preparedFolder: string): Promise<boolean> {
  const record = await readRecord({ preparedFolder });
  return record !== undefined && record.original === null && !record.team;
}

/** Read of any project, not only this one: the folder that a container wrote, and whether it wrote those of others. */
export async function readSharedProject(
  preparedFolder: string,
): Promise<z.infer<typeof projectSchema> | undefined> {
  try {
    const text = await readTextIfAny(statePath({ preparedFolder }));
    const known = text === undefined ? undefined : projectSchema.parse(JSON.parse(text));
    return known?.exposed && (await isExposedInError(preparedFolder)) ? { folder: known.folder } : known;
  } catch {
    return undefined;
  }
}

/**
 * Writes the state. Where it would be too much, what can be found out again is left out.
 * @returns true when more was left out than what only saves time
 */
export async function writeState(workspace: Workspace, state: VerifiedState): Promise<boolean> {
  const write = (what: VerifiedState) => `${JSON.stringify(what)}\n`;
  const least = { ...state, clean: {}, memory: {}, prompts: [] };
  const smaller: VerifiedState[] = [
    state,
    { ...state, clean: {} },
    { ...state, clean: {}, memory: {} },
    least,
    { ...least, accepted: [] },
  ];
  for (const [left, each] of smaller.entries()) {
    const text = write(each);
    if (Buffer.byteLength(text) > maxStateBytes) continue;
    await writeText(statePath(workspace), text, 0o600);
    return left > 1;
  }
  return true;
}
