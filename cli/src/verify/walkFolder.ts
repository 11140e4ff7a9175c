import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs';
import type { FolderEntry } from '@claude-sessions/core/verify/judgeEntry.ts';
import type { Name, OpenFolder } from './OpenFolder.ts';

/** An entry of the project's folder, while the walk is at it. */
export interface WalkedEntry extends FolderEntry {
  /** The names that lead to it, as bytes. */
  readonly names: readonly Name[];
  /** Those as a key: unlike `path`, no two entries have the same. */
  readonly key: string;
  /** The folder that it is in: open during the visit only. */
  readonly folder: OpenFolder;
  readonly stats: BigIntStats;
}

interface Walk {
  visit(entry: WalkedEntry): void | Promise<void>;
  /** Called for an entry that could not be looked at. @param why a clause */
  failed(path: string, why: string): void;
  /** True for a name in the folder that is passed over, with all that is below it. */
  readonly leavesOut?: ((name: string) => boolean) | undefined;
}

/** Claude Code goes five deep; each level holds a descriptor open. */
const maxDepth = 64;

/** Visits everything in a folder that a container may be changing, following no link. Memory does not grow with it. */
export async function walkFolder(folder: OpenFolder, walk: Walk, above: readonly Name[] = []): Promise<void> {
  const { leavesOut } = above.length === 0 ? walk : {};
  for (const name of folder.names()) {
    if (leavesOut?.(String(name))) continue;
    const names = [...above, name];
    const path = names.map(String).join('/');
    let entry: WalkedEntry;
    try {
      entry = look(folder, name, names, path);
    } catch (error) {
      // Gone already, as temporary files are.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') walk.failed(path, reason(error));
      continue;
    }
    await walk.visit(entry);
    if (entry.kind === 'directory') await descend(entry, walk, names);
  }
}

async function descend(entry: WalkedEntry, walk: Walk, names: readonly Name[]): Promise<void> {
  if (names.length >= maxDepth) return walk.failed(entry.path, 'folders are nested too deep');
  let inner: OpenFolder;
  try {
    inner = entry.folder.open(names.at(-1) ?? '');
  } catch (error) {
    return walk.failed(entry.path, reason(error));
  }
  try {
    await walkFolder(inner, walk, names);
  } catch (error) {
    walk.failed(entry.path, reason(error));
  } finally {
    inner.close();
  }
}

function look(folder: OpenFolder, name: Name, names: readonly Name[], path: string): WalkedEntry {
  const at = folder.child(name);
  const stats = lstatSync(at, { bigint: true });
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'directory'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other';
  return {
    names,
    key: names.map((each) => each.toString('latin1')).join('/'),
    folder,
    path,
    kind,
    mode: Number(stats.mode),
    links: Number(stats.nlink),
    ...(process.getuid && { uid: Number(stats.uid) }),
    ...(kind === 'link' && { target: linkTarget(at) }),
    stats,
  };
}

function linkTarget(path: Buffer): string {
  try {
    return readlinkSync(path).toString();
  } catch {
    return '?';
  }
}

export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? String(error);
}
