import { createHash } from 'node:crypto';
import { chmod, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ExportedFile } from '@claude-sessions/core/export/types.ts';
import * as z from 'zod/mini';
import { UserError } from '../host/errors.ts';
import { ensureInside, readTextIfAny, removeFile, writeText } from '../host/files.ts';

/** What was written last, by which a file that somebody changed since is told. */
export const recordName = '.claude-sessions-export.json';
const recordSchema = z.object({ files: z.record(z.string(), z.string()) });

export interface ExportChange {
  readonly path: string;
  readonly change: 'new' | 'changed' | 'same' | 'removed';
}

/** What the folder would become. */
export interface ExportPlan {
  readonly folder: string;
  readonly files: readonly ExportedFile[];
  readonly changes: readonly ExportChange[];
  /** Files that are not as we wrote them, and would be lost. */
  readonly edited: readonly string[];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Works out what comes of a folder; writes nothing. @throws UserError where a link is in the way */
export async function planExport(folder: string, files: readonly ExportedFile[]): Promise<ExportPlan> {
  const record = await readRecord(folder);
  if (await stat(folder).catch(() => undefined))
    for (const { path } of files) await ensureInside(folder, join(folder, path));
  const changes: ExportChange[] = [];
  const edited: string[] = [];
  for (const { path, text } of files) {
    const now = await readTextIfAny(join(folder, path));
    changes.push({ path, change: now === undefined ? 'new' : now === text ? 'same' : 'changed' });
    if (now !== undefined && now !== text && record.get(path) !== hashOf(now)) edited.push(path);
  }
  const kept = new Set(files.map(({ path }) => path));
  for (const [path, hash] of record) {
    if (kept.has(path) || !(await isBelow(folder, path))) continue;
    const now = await readTextIfAny(join(folder, path));
    // What somebody changed is theirs when we write it no more.
    if (now !== undefined && hashOf(now) === hash) changes.push({ path, change: 'removed' });
  }
  return { folder, files, changes, edited };
}

/** The record first, then each file, beside itself and renamed. @throws UserError where a link leads out of the folder */
export async function writeExport({ folder, files, changes }: ExportPlan): Promise<void> {
  const changeOf = new Map(changes.map(({ path, change }) => [path, change]));
  const record = join(folder, recordName);
  if ((await readTextIfAny(record)) !== recordText(files)) await writeText(record, recordText(files));
  for (const { path, text, executable } of files) {
    if (changeOf.get(path) === 'same') continue;
    await ensureInside(folder, join(folder, path));
    await writeText(join(folder, path), text);
    if (executable) await chmod(join(folder, path), 0o755);
  }
  for (const { path } of changes.filter(({ change }) => change === 'removed'))
    await removeFile(join(folder, path));
}

/** @throws UserError */
export function refuseEdited({ folder, edited }: ExportPlan): void {
  if (edited.length === 0) return;
  throw new UserError(
    `Somebody changed ${edited.map((path) => join(folder, path)).join(', ')} since it was exported, or it was there before; nothing was written.`,
    'Put your changes in the description or in an overlay of your own, or overwrite with --force.',
  );
}

function recordText(files: readonly ExportedFile[]): string {
  const hashes = Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)]));
  return `${JSON.stringify({ files: hashes }, null, 2)}\n`;
}

async function readRecord(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readTextIfAny(join(folder, recordName));
  if (text === undefined) return new Map();
  try {
    return new Map(Object.entries(recordSchema.parse(JSON.parse(text)).files));
  } catch {
    return new Map();
  }
}

/** The record may have come with a repository, and links with it. */
async function isBelow(folder: string, path: string): Promise<boolean> {
  const way = relative(folder, join(folder, path));
  if (way === '' || way.startsWith('..') || way !== path) return false;
  return ensureInside(folder, join(folder, path)).then(
    () => true,
    () => false,
  );
}
