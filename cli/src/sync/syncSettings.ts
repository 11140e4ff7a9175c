import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { UserError } from '../host/errors.ts';
import { readTextIfAny, writeText } from '../host/files.ts';

const schema = z.object({
  version: z.literal(1),
  /** What this machine's names are made of. */
  secret: z.string(),
  place: z.optional(z.object({ with: z.string(), plain: z.boolean() })),
  /** The keys of projects by their folders: a repository says who it is only once, since a container may write there. */
  projects: z.record(z.string(), z.string()),
  /** Prompts that the user took for Claude Code's own, as keys. */
  prompts: z.array(z.string()),
});

export type SyncSettings = z.infer<typeof schema>;

export const syncFolder = (home: string) => join(home, '.claude-sessions', 'sync');
const settingsPath = (home: string) => join(syncFolder(home), 'settings.json');
export const keyPath = (home: string) => join(syncFolder(home), 'key');

/** What the user has said before; where nothing was said, a new one. @throws UserError when it cannot be read */
export async function readSyncSettings(home: string): Promise<SyncSettings> {
  const path = settingsPath(home);
  const text = await readTextIfAny(path);
  if (text === undefined)
    return { version: 1, secret: randomBytes(32).toString('hex'), projects: {}, prompts: [] };
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new UserError(`${path} cannot be read.`, 'Move it away, then say `sync --with PLACE` again.');
  }
}

export async function writeSyncSettings(home: string, settings: SyncSettings): Promise<void> {
  await writeText(settingsPath(home), `${JSON.stringify(settings, null, 2)}\n`, 0o600);
}

/** The name of this machine for a folder of a project: another folder of the same project is as another machine. */
export function machineName(settings: SyncSettings, project: string, folder: string, salt = ''): string {
  const hmac = createHmac('sha256', settings.secret);
  return hmac.update([project, folder, salt].join('\0')).digest('hex').slice(0, 32);
}

const keyPattern = /AGE-SECRET-KEY-1[0-9A-Z]{58}/;

/** The key of this user, if there is one. @throws UserError when its file holds none */
export async function readKey(home: string): Promise<string | undefined> {
  const text = await readTextIfAny(keyPath(home));
  return text === undefined ? undefined : keyIn(text, keyPath(home));
}

/** @throws UserError when it is none */
export function keyIn(text: string, from: string): string {
  const [key] = keyPattern.exec(text) ?? [];
  if (key === undefined)
    throw new UserError(
      `${from} holds no key.`,
      'On the other machine: `claude-sessions sync --key` prints it.',
    );
  return key;
}

export async function writeKey(home: string, key: string): Promise<void> {
  await writeText(keyPath(home), `${key}\n`, 0o600);
}

export async function forgetPlace(home: string): Promise<boolean> {
  const settings = await readSyncSettings(home);
  if (!settings.place) return false;
  const { place: _, ...rest } = settings;
  await writeSyncSettings(home, rest);
  return true;
}
