import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ExportedFile } from '@claude-sessions/core/export/types.ts';
import * as z from 'zod/mini';
import { UserError } from '../host/errors.ts';
import { ensureInside, readTextIfAny, removeFile, writeText } from '../host/files.ts';

/** What was written last for each engine, by which a file that somebody changed since is told. */
export const recordName = '.claude-sessions-export.json';
const recordSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** The hashes of the files of each engine, by path. */
type ExportRecord = z.output<typeof recordSchema>;

export interface ExportChange {
  readonly path: string;
  readonly change: 'new' | 'changed' | 'same' | 'removed';
}

/** What the folder would become. */
export interface ExportPlan {
  readonly folder: string;
  readonly engine: string;
  readonly files: readonly ExportedFile[];
  readonly changes: readonly ExportChange[];
  /** Files that are not as we wrote them, and would be lost. */
  readonly edited: readonly string[];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Works out what comes of a folder; writes nothing. @throws UserError where a link is in the way */
export async function planExport(
  folder: string,
  engine: string,
  files: readonly ExportedFile[],
): Promise<ExportPlan> {
  const record = await readRecord(folder);
  if (await stat(folder).catch(() => undefined))
    for (const { path } of files) await ensureInside(folder, join(folder, path));
  const others = Object.entries(record).flatMap(([name, hashes]) => (name === engine ? [] : [hashes]));
  const isWritten = (path: string, hash: string) =>
    [record[engine] ?? {}, ...others].some((hashes) => hashes[path] === hash);
  const changes: ExportChange[] = [];
  const edited: string[] = [];
  for (const { path, text } of files) {
    const now = await readTextIfAny(join(folder, path));
    changes.push({ path, change: now === undefined ? 'new' : now === text ? 'same' : 'changed' });
    if (now !== undefined && now !== text && !isWritten(path, hashOf(now))) edited.push(path);
  }
  const kept = new Set([files.map(({ path }) => path), ...others.map(Object.keys)].flat());
  for (const [path, hash] of Object.entries(record[engine] ?? {})) {
    if (kept.has(path) || !(await isBelow(folder, path))) continue;
    const now = await readTextIfAny(join(folder, path));
    // What somebody changed is theirs when we write it no more.
    if (now !== undefined && hashOf(now) === hash) changes.push({ path, change: 'removed' });
  }
  return { folder, engine, files, changes, edited };
}

/** Each file is written beside itself and renamed; the record last, so that a killed run can be run again. @throws UserError where a link leads out of the folder */
export async function writeExport({ folder, engine, files, changes }: ExportPlan): Promise<void> {
  const changeOf = new Map(changes.map(({ path, change }) => [path, change]));
  await mkdir(folder, { recursive: true });
  for (const { path, text, executable } of files) {
    if (changeOf.get(path) === 'same') continue;
    await ensureInside(folder, join(folder, path));
    await writeText(join(folder, path), text);
    if (executable) await chmod(join(folder, path), 0o755);
  }
  for (const { path } of changes.filter(({ change }) => change === 'removed'))
    await removeFile(join(folder, path));
  const record = join(folder, recordName);
  const text = recordText({ ...(await readRecord(folder)), [engine]: hashesOf(files) });
  if ((await readTextIfAny(record)) !== text) await writeText(record, text);
}

/** Whether a file is what was written last for an engine. */
export async function isAsExported(folder: string, engine: string, path: string): Promise<boolean> {
  const hash = (await readRecord(folder))[engine]?.[path];
  const text = hash === undefined ? undefined : await readTextIfAny(join(folder, path));
  return text !== undefined && hashOf(text) === hash;
}

/** @throws UserError */
export function refuseEdited({ folder, edited }: ExportPlan): void {
  if (edited.length === 0) return;
  throw new UserError(
    `Somebody changed ${edited.map((path) => join(folder, path)).join(', ')} since it was exported, or it was there before; nothing was written.`,
    'Put your changes in the description or in an overlay of your own, or overwrite with --force.',
  );
}

const hashesOf = (files: readonly ExportedFile[]) =>
  Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)]));

function recordText(record: ExportRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

async function readRecord(folder: string): Promise<ExportRecord> {
  const text = await readTextIfAny(join(folder, recordName));
  if (text === undefined) return {};
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return {};
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
