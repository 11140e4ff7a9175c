import { lstatSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { fileTime } from '@claude-sessions/core/conversations/fileTime.ts';
import { isSessionId } from '@claude-sessions/core/conversations/sessionId.ts';
import { OpenFolder } from '../verify/OpenFolder.ts';

/** A file of which it is counted what was used. */
export interface CountableFile {
  readonly path: string;
  /** The folder of conversations that it is in, or below. */
  readonly folder: string;
  readonly size: number;
  /** What has the same number, size and time was not changed. */
  readonly inode: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly bornAt: number;
  /** The conversation that it is of; undefined where its lines tell. */
  readonly session: string | undefined;
  /** The transcript itself, none of a subagent. */
  readonly isTranscript: boolean;
}

type OfAgent = Pick<CountableFile, 'folder' | 'session'>;
type Of = Pick<CountableFile, 'folder' | 'session' | 'isTranscript'>;

const ending = '.jsonl';
/** Of subagents of clients before 2.1, beside the transcripts. */
const ofAgent = /^agent-[\w-]+\.jsonl$/;
const subagents = 'subagents';
/** Workflows have folders of their own in it. */
const maxDepth = 5;
/** Nobody has as many; a container may make a million files in a second. */
const maxFiles = 100_000;

/** Files of a folder of conversations: of those ids that are wanted, and of subagents. Links are not followed. */
export function filesIn(path: string, isWanted: (id: string) => boolean): CountableFile[] {
  return within(path, (folder) => {
    const found: CountableFile[] = [];
    for (const name of namesIn(folder)) {
      const id = name.endsWith(ending) ? name.slice(0, -ending.length) : name;
      if (isSessionId(id) && isWanted(id)) addOf(folder, path, name, id, found);
      else if (ofAgent.test(name))
        addFile(folder, path, name, { folder: path, session: undefined, isTranscript: false }, found);
      if (found.length >= maxFiles) break;
    }
    return found;
  });
}

/** Those of subagents in the folder that belongs to a conversation. */
export function subagentFiles(path: string, session: string): CountableFile[] {
  return within(path, (folder) => {
    const found: CountableFile[] = [];
    addSubagents(folder, path, { folder: path, session }, found);
    return found;
  });
}

function addOf(folder: OpenFolder, path: string, name: string, id: string, found: CountableFile[]): void {
  if (name !== id) addFile(folder, path, name, { folder: path, session: id, isTranscript: true }, found);
  else if (lstatSync(folder.child(name), { throwIfNoEntry: false })?.isDirectory())
    inside(folder, name, (own) => addSubagents(own, join(path, name), { folder: path, session: id }, found));
}

function addSubagents(own: OpenFolder, path: string, of: OfAgent, found: CountableFile[]): void {
  inside(own, subagents, (folder) => addBelow(folder, join(path, subagents), of, found, maxDepth));
}

function addBelow(
  folder: OpenFolder,
  path: string,
  of: OfAgent,
  found: CountableFile[],
  depth: number,
): void {
  for (const name of namesIn(folder)) {
    if (found.length >= maxFiles) return;
    if (name.endsWith(ending)) addFile(folder, path, name, { ...of, isTranscript: false }, found);
    else if (depth > 0 && !name.includes('.'))
      inside(folder, name, (below) => addBelow(below, join(path, name), of, found, depth - 1));
  }
}

function addFile(folder: OpenFolder, path: string, name: string, of: Of, found: CountableFile[]): void {
  const stats = lstatSync(folder.child(name), { throwIfNoEntry: false });
  if (stats?.isFile() && stats.size > 0) found.push(fileWith(stats, path + sep + name, of));
}

function fileWith({ ino, size, mtimeMs, birthtimeMs }: Stats, path: string, of: Of): CountableFile {
  const changedAt = fileTime(mtimeMs);
  return {
    path,
    size,
    inode: `${ino}`,
    changedAt,
    bornAt: birthtimeMs > 0 ? fileTime(birthtimeMs) : changedAt,
    ...of,
  };
}

function* namesIn(folder: OpenFolder): Generator<string> {
  let count = 0;
  for (const name of folder.names()) {
    if (++count > maxFiles) return;
    yield name.toString();
  }
}

function within(path: string, work: (folder: OpenFolder) => CountableFile[]): CountableFile[] {
  try {
    const folder = new OpenFolder(path);
    try {
      return work(folder);
    } finally {
      folder.close();
    }
  } catch {
    // It is not there, or no folder.
    return [];
  }
}

function inside(folder: OpenFolder, name: string, work: (below: OpenFolder) => void): void {
  try {
    const below = folder.open(name);
    try {
      work(below);
    } finally {
      below.close();
    }
  } catch {
    // No folder, or a link.
  }
}
