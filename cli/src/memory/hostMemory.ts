import { closeSync, fstatSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { UserError } from '../host/errors.ts';
import { isMissing, writeText } from '../host/files.ts';
import { OpenFolder, openRegular } from '../verify/OpenFolder.ts';
import { type WalkedEntry, walkFolder } from '../verify/walkFolder.ts';

/** The memory that Claude Code on this host keeps of a project. A container may be let write in it: no link in it is followed. */
export interface HostMemory {
  /** The texts of its files by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths of what is there and no text that could be compared: links, huge files. */
  readonly others: ReadonlySet<string>;
}

/** Whatever is larger is no memory. */
const maxFile = 1024 * 1024;
const maxEntries = 20_000;

/** Reads a memory folder; one that is not there is empty. @throws UserError when it is a link or no folder */
export async function readHostMemory(folder: string): Promise<HostMemory> {
  const texts = new Map<string, string>();
  const others = new Set<string>();
  const root = tryOpen(folder);
  if (!root) return { texts, others };
  let entries = 0;
  try {
    await walkFolder(root, {
      visit: (entry) => {
        if (entry.kind === 'directory') return;
        if (++entries > maxEntries) throw new UserError(`${folder} holds more than ${maxEntries} files.`);
        const text = entry.kind === 'file' ? readText(entry) : undefined;
        if (text === undefined) others.add(entry.path);
        else texts.set(entry.path, text);
      },
      failed: (path) => void others.add(path),
    });
  } finally {
    root.close();
  }
  return { texts, others };
}

/**
 * Writes a file of a memory folder whole or not at all; folders are made where they are missing.
 * @throws UserError when the folder or one on the way is a link or no folder; as `writeText`
 */
export async function writeHostMemory(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const open: OpenFolder[] = [];
  try {
    let at = tryOpen(folder);
    for (const part of parts) {
      if (!at) break;
      open.push(at);
      makeFolder(at.child(part));
      at = tryOpen(at.child(part));
    }
    if (!at) throw noFolder(folder);
    open.push(at);
    await writeText(at.child(name).toString(), text);
  } finally {
    for (const each of open) each.close();
  }
}

function tryOpen(path: string | Buffer): OpenFolder | undefined {
  try {
    return new OpenFolder(path);
  } catch (error) {
    if (isMissing(error) && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw noFolder(String(path));
  }
}

function noFolder(path: string): UserError {
  return new UserError(
    `${path} is a link, or no folder: nothing is written there.`,
    'Run `claude-sessions verify`, and put a real folder there.',
  );
}

function makeFolder(path: Buffer): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function readText({ folder, names }: WalkedEntry): string | undefined {
  try {
    const fd = openRegular(folder, names.at(-1) ?? '');
    try {
      if (fstatSync(fd).size > maxFile) return undefined;
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(fd));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
