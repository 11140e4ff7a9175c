import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { writeText } from '../host/files.ts';
import { fileStateOf, sameState } from './fileState.ts';
import { moveByCopy } from './moveByCopy.ts';
import { OpenFolder } from './OpenFolder.ts';
import type { VerifyOptions, VerifyResult } from './types.ts';
import { reason, type WalkedEntry, walkFolder } from './walkFolder.ts';

/** An entry that was moved, or left where it is. */
export interface Moved {
  /** Below the project's folder. */
  readonly path: string;
  /** The same, byte for byte, in base64: names may be no text. */
  readonly bytes: string;
  readonly codes: readonly string[];
  readonly was: Readonly<Record<string, string>>;
  /** The path now; absent when it was left where it is. */
  readonly to?: string;
  /** Why it was left. */
  readonly why?: string;
}

/** Warnings that are moved as errors are: no honest program leaves such things. */
const alsoMoved = new Set<string>(['hidden-characters', 'scheduled-prompt', 'goal-open']);

/**
 * Moves what is bad out of the container's reach, to `quarantine/<time>/` in the prepared folder, by renaming: whole
 * entries, a link as a link, every byte kept. A transcript goes with all its lines: without the bad ones it would be
 * another conversation than anybody had, and a writer that has it open would go on with the old one. What changed since
 * it was looked at is left.
 */
export async function quarantine(options: VerifyOptions, result: VerifyResult): Promise<Moved[]> {
  const wanted = wantedPaths(result.findings);
  if (!result.open) return result.findings.length > 0 ? [notOpened(result)] : [];
  if (wanted.size === 0) return [];
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
  const target = join(options.workspace.preparedFolder, 'quarantine', name);
  const root = new OpenFolder(options.projectFolder);
  const moved: Moved[] = [];
  try {
    const entries = await findEntries(root, wanted);
    if (entries.length === 0) return [];
    mkdirSync(target, { recursive: true, mode: 0o700 });
    // Said before it is done: what a killed run has moved is in its manifest.
    const planned = entries.map((entry, index) => ({
      entry,
      to: join(target, `${String(index).padStart(4, '0')}`),
      record: recordOf(entry, wanted.get(entry.path) ?? []),
    }));
    await writeManifest(
      target,
      options.projectFolder,
      planned.map(({ record, to }) => ({ ...record, to })),
    );
    for (const { entry, to, record } of planned)
      moved.push({ ...record, ...moveEntry(root, entry, to, result) });
  } finally {
    root.close();
  }
  await writeManifest(target, options.projectFolder, moved);
  return moved;
}

/** Through a link in the place of the folder, things of somebody else would be moved. */
function notOpened({ folder }: VerifyResult): Moved {
  const why = `${folder} is a link or no directory: nothing was moved. Look where it leads, and put the folder back`;
  return { path: '', bytes: '', codes: ['project-folder-replaced'], was: {}, why };
}

function wantedPaths(findings: readonly VerifyFinding[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>();
  for (const { code, path, severity } of findings) {
    const bad = severity === 'error' || (severity === 'warning' && alsoMoved.has(code));
    if (bad && path !== '') wanted.set(path, [...(wanted.get(path) ?? []), code]);
  }
  return wanted;
}

/**
 * The entries of these paths: all are found before one is moved, since a folder that is read should not change. What is
 * in a folder that is moved goes with it.
 */
async function findEntries(root: OpenFolder, wanted: ReadonlyMap<string, unknown>): Promise<WalkedEntry[]> {
  const found: WalkedEntry[] = [];
  // A folder is visited just before what is in it.
  let moving: string | undefined;
  await walkFolder(root, {
    visit: (entry) => {
      if (!wanted.has(entry.path) || (moving !== undefined && entry.key.startsWith(moving))) return;
      found.push(entry);
      if (entry.kind === 'directory') moving = `${entry.key}/`;
    },
    failed: () => undefined,
  });
  return found;
}

function moveEntry(
  root: OpenFolder,
  entry: WalkedEntry,
  to: string,
  result: VerifyResult,
): { to: string } | { why: string } {
  try {
    return withParent(root, entry, (folder, name) => {
      const at = folder.child(name);
      const now = lstatSync(at, { bigint: true });
      const seen = result.seen.get(entry.key);
      if (!sameState(seen, fileStateOf(now)) && now.isFile()) {
        return {
          why: 'it changed since it was looked at: a conversation is open. Close it, and run this again',
        };
      }
      if (!folder.isSame()) return { why: 'the folder it is in was replaced meanwhile' };
      try {
        renameSync(at, to);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        moveByCopy(at, to, now);
      }
      return { to };
    });
  } catch (error) {
    return { why: reason(error) };
  }
}

/** Opens the folder that an entry is in, from the root down, following no link. */
function withParent<T>(
  root: OpenFolder,
  { names }: WalkedEntry,
  use: (folder: OpenFolder, name: Buffer) => T,
): T {
  const opened: OpenFolder[] = [];
  try {
    let folder = root;
    for (const name of names.slice(0, -1)) {
      folder = folder.open(name);
      opened.push(folder);
    }
    return use(folder, names.at(-1) ?? Buffer.alloc(0));
  } finally {
    for (const folder of opened) folder.close();
  }
}

function recordOf({ path, names, kind, target, stats }: WalkedEntry, codes: readonly string[]): Moved {
  return {
    path,
    bytes: Buffer.concat(
      names.flatMap((name, index) => (index === 0 ? [name] : [Buffer.from('/'), name])),
    ).toString('base64'),
    codes,
    was: {
      kind,
      ...(target !== undefined && { target }),
      mode: (stats.mode & 0o7777n).toString(8),
      uid: String(stats.uid),
      gid: String(stats.gid),
      size: String(stats.size),
      modified: new Date(Number(stats.mtimeMs)).toISOString(),
    },
  };
}

/** Writes a file for people and programs beside the entries: which came from where, and how to put them back. */
async function writeManifest(
  target: string,
  projectFolder: string,
  entries: readonly Moved[],
): Promise<void> {
  const putBack = 'Move an entry from its "to" to its "path" below "folder". Nothing of it was changed.';
  const text = JSON.stringify({ version: 1, folder: projectFolder, putBack, entries }, null, 2);
  await writeText(join(target, 'manifest.json'), `${text}\n`, 0o600);
}
