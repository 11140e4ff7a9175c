import { lstatSync, type Stats } from 'node:fs';
import type { TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import { fileTime } from '@claude-sessions/core/conversations/fileTime.ts';
import { isSessionId } from '@claude-sessions/core/conversations/sessionId.ts';
import type { OpenFolder } from '../verify/OpenFolder.ts';

/** Of a transcript, and of the file beside it in which newer clients keep its title. */
export const transcriptEnding = '.jsonl';
export const titleFile = 'custom-title.json';

/** Nobody has as many; a container may make a million files in a second. */
const maxNames = 100_000;

/**
 * The transcripts of a folder that a container may write, and folders without one. What is there besides is passed over: transcripts of
 * subagents, copies that a tool for synchronizing made, links.
 * @returns whether there were more names than are looked at
 */
export function transcriptsIn(folder: OpenFolder, slug: string, found: TranscriptEntry[]): boolean {
  const files: string[] = [];
  const folders = new Set<string>();
  let count = 0;
  let hasMore = false;
  for (const each of folder.names()) {
    if (++count > maxNames) {
      hasMore = true;
      break;
    }
    const name = each.toString('latin1');
    if (isSessionId(name)) folders.add(name);
    else if (name.endsWith(transcriptEnding) && isSessionId(name.slice(0, -transcriptEnding.length)))
      files.push(name.slice(0, -transcriptEnding.length));
  }
  for (const id of files) {
    const entry = entryOf(folder, slug, id, folders.has(id));
    if (entry) found.push(entry);
    folders.delete(id);
  }
  for (const id of folders) {
    const stats = lstatSync(folder.textChild(id), { throwIfNoEntry: false });
    if (stats?.isDirectory())
      found.push(entryWith(stats, { id, slug, isRemnant: true, titledAt: undefined }));
  }
  return hasMore;
}

function entryOf(
  folder: OpenFolder,
  slug: string,
  id: string,
  hasFolder: boolean,
): TranscriptEntry | undefined {
  const stats = lstatSync(folder.textChild(id + transcriptEnding), { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  return entryWith(stats, {
    id,
    slug,
    isRemnant: false,
    titledAt: hasFolder ? titleTime(folder, id) : undefined,
  });
}

function entryWith(
  { ino, size, mtimeMs, birthtimeMs }: Stats,
  { id, slug, isRemnant, titledAt }: Pick<TranscriptEntry, 'id' | 'slug' | 'isRemnant' | 'titledAt'>,
): TranscriptEntry {
  return {
    ...{ id, slug, inode: `${ino}`, size: isRemnant ? 0 : size, changedAt: fileTime(mtimeMs), isRemnant },
    ...{ bornAt: birthtimeMs > 0 ? fileTime(birthtimeMs) : undefined, titledAt },
  };
}

function titleTime(folder: OpenFolder, id: string): number | undefined {
  try {
    const own = folder.open(id);
    try {
      return lstatSync(own.child(titleFile), { throwIfNoEntry: false })?.mtimeMs;
    } finally {
      own.close();
    }
  } catch {
    return undefined;
  }
}
