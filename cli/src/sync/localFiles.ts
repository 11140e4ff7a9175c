import { closeSync, fstatSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isSessionId } from '@claude-sessions/core/conversations/sessionId.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { parseSyncedPath, syncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import { type FoundConversation, findConversations } from '../conversations/findConversations.ts';
import { OpenFolder, openRegular } from '../verify/OpenFolder.ts';
import { walkFolder } from '../verify/walkFolder.ts';

/** A file of a conversation on this host. */
export interface LocalFile {
  /** As every machine calls it. */
  readonly path: string;
  readonly session: string;
  /** The folder of transcripts that it is in, and the names that lead to it from there. */
  readonly folder: string;
  readonly names: readonly string[];
  readonly size: number;
  /** The same as long as nobody wrote it. */
  readonly stamp: string;
}

/** What lies on this host of a project. */
export interface LocalFiles {
  readonly files: ReadonlyMap<string, LocalFile>;
  /** The transcripts, by session ids. */
  readonly transcripts: ReadonlyMap<string, LocalFile>;
  readonly found: ReadonlyMap<string, FoundConversation>;
}

export interface LocalRequest {
  readonly home: string;
  readonly configDir: string;
  readonly trees: readonly [string, ...string[]];
  /** Folders of the repository in which other machines have conversations, or this one had. */
  readonly places: ReadonlySet<string>;
  /** Those that were here before: in a folder of the repository they say a folder of another machine. */
  readonly sessions: ReadonlySet<string>;
}

/** Folders that hold what one place of a repository has, the first one for what is new. */
export function foldersOfPlace(
  { configDir, trees }: Pick<LocalRequest, 'configDir' | 'trees'>,
  place: string,
): string[] {
  const below = place.split('/').filter((name) => name !== '');
  return trees.map((tree) => join(configDir, 'projects', projectSlug(join(tree, ...below))));
}

/** Finds the files of all conversations of a project on this host, by no link. */
export async function findLocal(request: LocalRequest): Promise<LocalFiles> {
  const [main] = request.trees;
  const found = (
    await findConversations({ configDir: request.configDir, project: main, home: request.home })
  ).filter(({ place, isRemnant }) => place.kind === 'host' && !isRemnant);
  const byId = new Map(found.map((each) => [each.id, each]));
  const held = new Set(found.map(({ slug, id }) => `${slug}/${id}`));
  const places = new Set(['', ...request.places, ...found.flatMap((each) => placeOf(each, request.trees))]);
  const files = new Map<string, LocalFile>();
  const transcripts = new Map<string, LocalFile>();
  for (const place of places) {
    for (const folder of foldersOfPlace(request, place)) {
      const slug = folder.slice(folder.lastIndexOf(sep) + 1);
      const isOurs = (id: string) => place === '' || held.has(`${slug}/${id}`) || request.sessions.has(id);
      await filesIn(folder, place, (file) => {
        const known = transcripts.get(file.session);
        if (!isOurs(file.session) || (known && known.folder !== folder)) return;
        files.set(file.path, file);
        if (file.names.length === 1) transcripts.set(file.session, file);
      });
    }
  }
  // What is left of a conversation that is gone is not carried.
  for (const [path, { session }] of files) if (!transcripts.has(session)) files.delete(path);
  return { files, transcripts, found: byId };
}

/** The folder of the repository in which a conversation was begun. */
function placeOf({ slug, cwd }: FoundConversation, trees: readonly string[]): string[] {
  if (cwd === undefined || projectSlug(cwd) !== slug) return [];
  return trees.flatMap((tree) =>
    cwd.startsWith(tree + sep) ? relative(tree, cwd).split(sep).join('/') : [],
  );
}

/** A container may make holes of any size, and a million files. The largest transcripts that were seen have 4 GB. */
const mostBytes = 32n * 1024n ** 3n;
const mostFiles = 200_000;

async function filesIn(path: string, place: string, add: (file: LocalFile) => void): Promise<void> {
  const folder = tryOpen(path);
  if (!folder) return;
  try {
    const all: LocalFile[] = [];
    await walkFolder(folder, {
      visit({ kind, names, stats }) {
        const texts = names.map(String);
        const [first = '', ...below] = texts;
        const session = first.replace(/\.jsonl$/, '');
        const own = { place, session, below: below.length > 0 ? below.join('/') : undefined };
        if (kind !== 'file' || !isSessionId(session) || (below.length === 0) !== first.endsWith('.jsonl'))
          return;
        const parsed = parseSyncedPath(syncedPath(own));
        if (parsed?.session !== session || parsed.place !== place) return;
        const { ino, size, mtimeNs, ctimeNs } = stats;
        if (size > mostBytes || all.length >= mostFiles) return;
        const stamp = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
        all.push({ path: syncedPath(own), session, folder: path, names: texts, size: Number(size), stamp });
      },
      failed: () => undefined,
      leavesOut: (name) => !isSessionId(name.replace(/\.jsonl$/, '')),
    });
    // The transcript tells which folder a conversation is in.
    for (const each of all.toSorted((a, b) => a.names.length - b.names.length)) add(each);
  } finally {
    folder.close();
  }
}

function tryOpen(path: string): OpenFolder | undefined {
  try {
    return new OpenFolder(path);
  } catch {
    return undefined;
  }
}

/** Does something with an open file of this host, which is reached by no link. @returns undefined where it is gone */
export function withLocal<T>(
  file: Pick<LocalFile, 'folder' | 'names'>,
  use: (fd: number, size: number) => T,
): T | undefined {
  const opened: OpenFolder[] = [];
  try {
    let at = new OpenFolder(file.folder);
    opened.push(at);
    for (const name of file.names.slice(0, -1)) {
      at = at.open(name);
      opened.push(at);
    }
    const fd = openRegular(at, file.names.at(-1) ?? '');
    try {
      return use(fd, fstatSync(fd).size);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  } finally {
    for (const each of opened) each.close();
  }
}

const isGone = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(`${(error as NodeJS.ErrnoException).code}`);
