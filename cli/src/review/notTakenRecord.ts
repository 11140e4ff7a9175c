import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { readTextIfAny } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SyncedFile } from './syncProject.ts';

const recordSchema = z.object({
  at: z.string(),
  mirror: z.string(),
  line: z.number(),
  name: z.string(),
  why: z.string(),
});

/** A line, or with the number 0 a file, of the mirror that was not taken. */
export type NotTakenRecord = z.infer<typeof recordSchema>;

/** A container can write lines without end: the older half goes. */
const maxBytes = 2 * 1024 * 1024;

const pathOf = ({ preparedFolder }: Pick<Workspace, 'preparedFolder'>) =>
  join(preparedFolder, 'review', 'not-taken.jsonl');

/** Remembers what a run did not take. @param at an ISO time */
export async function recordNotTaken(
  workspace: Pick<Workspace, 'preparedFolder'>,
  files: readonly SyncedFile[],
  at: string,
): Promise<void> {
  const found = files.flatMap(({ mirror, notTaken }) =>
    notTaken.map(({ line, name, why }): NotTakenRecord => ({ at, mirror, line, name, why })),
  );
  if (found.length === 0) return;
  // A file is looked at in each run.
  const before = new Set((await readNotTaken(workspace)).filter(({ line }) => line === 0).map(keyOf));
  const records = found.filter((record) => !before.has(keyOf(record)));
  if (records.length === 0) return;
  const path = pathOf(workspace);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > maxBytes) await rename(path, `${path}.before`);
  await appendFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
}

const keyOf = ({ mirror, line, name, why }: NotTakenRecord) => JSON.stringify([mirror, line, name, why]);

/** What was not taken, the oldest first. */
export async function readNotTaken(workspace: Pick<Workspace, 'preparedFolder'>): Promise<NotTakenRecord[]> {
  const path = pathOf(workspace);
  const texts = await Promise.all([`${path}.before`, path].map((each) => readTextIfAny(each)));
  return texts.flatMap((text = '') => text.split('\n').flatMap(parsed));
}

function parsed(line: string): NotTakenRecord[] {
  try {
    const { success, data } = recordSchema.safeParse(JSON.parse(line));
    return success ? [data] : [];
  } catch {
    return [];
  }
}
