import { join } from 'node:path';
import type { FeatureId } from '@claude-sessions/core/features.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { logins } from '@claude-sessions/core/share/login.ts';
import { isOtelEndpoint, type Otel } from '@claude-sessions/core/share/otel.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import * as z from 'zod/mini';
import { readTextIfAny, removeFile, writeText } from '../host/files.ts';
import type { Workspace } from './workspace.ts';

const optionsSchema = z.object({
  profile: z.boolean(),
  memory: z.enum(['ro', 'rw']),
  tasks: z.boolean(),
  allProjects: z.boolean(),
  samePath: z._default(z.boolean(), false),
  home: z._default(z.boolean(), false),
  review: z._default(z.boolean(), false),
  plugins: z._default(z.boolean(), false),
  otel: z._default(z.custom<Otel>(isOtel), 'off'),
  login: z.enum(logins),
});

function isOtel(value: unknown): value is Otel {
  return value === 'off' || value === 'host' || isOtelEndpoint(value);
}

const chosenSchema = z.object({
  mode: z.enum(['share', 'isolate', 'none']),
  options: z.pipe(z.transform(asNow), optionsSchema),
});

/** The login under the name that it had before; options that came later are off. */
function asNow(options: unknown): Record<string, unknown> {
  const { credentials, ...rest } = toObject(options);
  return { login: credentials, ...rest };
}

/** The host's record of a configuration that our commands changed. It is kept where no container can reach it. */
const recordSchema = z.object({
  version: z.literal(1),
  configFile: z.string(),
  /** The file before the first command; null when there was none. */
  original: z.nullable(z.string()),
  /** The file as the last command left it. */
  ours: z.string(),
  /** The lock file beside it before the first command; null when there was none. */
  lock: z.optional(z.nullable(z.string())),
  /** The user has edited the file since the first command, and `original` has those edits in it. */
  edited: z.optional(z.boolean()),
  /** For a personal configuration: the team's file that it was made of, as it was then. */
  team: z.optional(z.object({ path: z.string(), source: z.string() })),
  /** Chosen by the user with `share` or `isolate`, whatever a container makes of the file since. Only those commands write it. */
  chosen: z.catch(z.optional(chosenSchema), undefined),
  /** Collections whose Features we wrote: those of a mirror are not known to be ours by their names. */
  collections: z.optional(z.array(z.string())),
  /** The line that we added to the repository's `info/exclude`. */
  excluded: z.optional(z.object({ path: z.string(), line: z.string() })),
  /** When a command took the shared login out of the file, an ISO time: a container from before has it still. */
  loginTakenOut: z.optional(z.string()),
  /** The same of the whole home. */
  homeTakenOut: z.optional(z.string()),
  /** Volumes whose state was copied into the dev container's own. */
  takenOver: z.optional(z.array(z.string())),
});

export type ConfigRecord = z.infer<typeof recordSchema>;

/** The additions that a command took out of the file, and when. */
export function takenOutOf(record: ConfigRecord | undefined): ReadonlyMap<FeatureId, Date> {
  const { loginTakenOut, homeTakenOut } = record ?? {};
  return new Map<FeatureId, Date>([
    ...(loginTakenOut === undefined ? [] : [['claude-login', new Date(loginTakenOut)] as const]),
    ...(homeTakenOut === undefined ? [] : [['claude-home', new Date(homeTakenOut)] as const]),
  ]);
}

const recordPath = (workspace: Pick<Workspace, 'preparedFolder'>) =>
  join(workspace.preparedFolder, preparedNames.record);

/** The record of a workspace; undefined when there is none or it cannot be read as one. */
export async function readRecord(
  workspace: Pick<Workspace, 'preparedFolder'>,
): Promise<ConfigRecord | undefined> {
  const text = await readTextIfAny(recordPath(workspace));
  if (text === undefined) return undefined;
  try {
    const parsed = recordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export async function writeRecord(workspace: Workspace, record: ConfigRecord): Promise<void> {
  await writeText(recordPath(workspace), `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

export async function deleteRecord(workspace: Workspace): Promise<void> {
  await removeFile(recordPath(workspace));
}

/**
 * Keeps beside the record the file as it was before the first command, where it cannot be restored to the byte.
 * @returns its path
 */
export async function keepOriginal(workspace: Workspace, source: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'devcontainer.before.json' : `devcontainer.before.${count}.json`;
    const path = join(workspace.preparedFolder, name);
    const present = await readTextIfAny(path);
    if (present === undefined) await writeText(path, source, 0o600);
    if (present === undefined || present === source) return path;
  }
}
