import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { UserError } from '../host/errors.ts';
import { isMissing, writeText } from '../host/files.ts';
import { syncFolder } from './syncSettings.ts';

const sized = { size: z.number(), hash: z.string() };

const schema = z.object({
  version: z.literal(1),
  project: z.string(),
  folder: z.string(),
  /** In the name of this machine, where another took that over. */
  salt: z.string(),
  /** When it last put down, and when it was about to: what lies there under its name is its own only with one of these. */
  puts: z.array(z.number()),
  /** Files as they were put down, and how their file was then. */
  files: z.record(z.string(), z.object({ ...sized, stamp: z.string() })),
  /** Conversations that were here at the end of the last time. */
  sessions: z.array(z.string()),
  /** Those that are gone since: they do not come back by themselves. */
  deleted: z.array(z.string()),
  /** What was made of another machine's version: of which bytes, and what it was made. */
  forks: z.array(
    z.object({
      session: z.string(),
      id: z.string(),
      ...sized,
      made: z.object(sized),
      /** The hash of what this machine had put down, where all of that is in it. */
      holds: z.optional(z.string()),
    }),
  ),
  /** By path and machine: our hash and theirs, between which nothing is left to do. */
  settled: z.record(z.string(), z.string()),
});

/** What this machine remembers of one folder's synchronizing. */
export type SyncRecord = z.infer<typeof schema>;
export type ForkRecord = SyncRecord['forks'][number];

const recordPath = (home: string, name: string) => join(syncFolder(home), 'projects', `${name}.json`);

/** @param name of the folder in this project, without a salt @throws UserError when it cannot be read */
export async function readSyncRecord(
  home: string,
  name: string,
  of: { readonly project: string; readonly folder: string },
): Promise<SyncRecord> {
  const path = recordPath(home, name);
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (!isMissing(error))
      throw new UserError(
        `${path} cannot be read.`,
        'Move it away: then this machine takes a new name, and what was deleted here comes back.',
      );
  }
  const empty = { puts: [], files: {}, sessions: [], deleted: [], forks: [], settled: {} };
  return { version: 1, ...of, salt: '', ...empty };
}

export async function writeSyncRecord(home: string, name: string, record: SyncRecord): Promise<void> {
  await writeText(recordPath(home, name), `${JSON.stringify(record)}\n`, 0o600);
}
