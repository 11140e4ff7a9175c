import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { HostFacts } from '@claude-sessions/core/findings/facts.ts';
import { projectSlug, slugStartBelow } from '@claude-sessions/core/slug.ts';
import { openRegular } from '../host/files.ts';

/** A transcript and the working directory with which it begins. */
export interface BegunConversation {
  /** The session. */
  readonly id: string;
  /** Undefined where none is written in its beginning. */
  readonly cwd: string | undefined;
}

/** A folder below `projects/` with conversations begun in a folder below a project's. */
export interface FolderBelow {
  /** Its name there. */
  readonly slug: string;
  /** The working directories. */
  readonly cwds: readonly string[];
  /** Of conversations begun there; the folder may have others. */
  readonly ids: readonly string[];
}

/** The directory stands in the first lines; prompts of that size are rare. */
const headBytes = 256 * 1024;
const maxFolders = 200;
const maxTranscripts = 500;
const maxNamed = 20;

/** The conversations of a folder below `projects/`, which a container may write: no link is followed. */
export async function begunIn(
  folder: string,
  most = Number.POSITIVE_INFINITY,
  isWanted: (name: string) => boolean = () => true,
): Promise<BegunConversation[]> {
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith('.jsonl') && isWanted(name))
    .sort();
  const found: BegunConversation[] = [];
  for (const name of names.slice(0, most))
    found.push({ id: name.slice(0, -'.jsonl'.length), cwd: await firstCwd(join(folder, name)) });
  return found;
}

/**
 * Folders beside a project's own in which conversations are filed that were begun in folders below the project's. Their
 * names begin with its name, as do those of `app-2` beside `app`: the transcripts tell.
 * @param projectFolder the project's own below `projects/`
 * @param folder the real path of the project
 * @param isWanted given a path below `projects/`: then all of these are looked at, else some
 */
export async function foldersBelow(
  projectFolder: string,
  folder: string,
  isWanted?: (path: string) => boolean,
): Promise<FolderBelow[]> {
  const own = basename(projectFolder);
  if (own !== projectSlug(folder)) return [];
  const start = slugStartBelow(folder);
  const projects = dirname(projectFolder);
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  const names = entries.flatMap((entry) =>
    entry.isDirectory() && entry.name.startsWith(start) && entry.name !== own ? entry.name : [],
  );
  const found: FolderBelow[] = [];
  const [folders, transcripts] = isWanted ? [] : [maxFolders, maxTranscripts];
  for (const slug of names.sort().slice(0, folders)) {
    const wanted = (name: string) => isWanted?.(`${slug}/${name}`) ?? true;
    const begun = (await begunIn(join(projects, slug), transcripts, wanted)).filter(
      ({ cwd }) => cwd?.startsWith(folder + sep) && projectSlug(cwd) === slug,
    );
    const cwds = [...new Set(begun.flatMap(({ cwd }) => cwd ?? []))];
    if (begun.length > 0) found.push({ slug, cwds, ids: begun.map(({ id }) => id) });
  }
  return found;
}

/** Where below a project conversations were begun, and how many, for people. */
export async function conversationsBelow(
  projectFolder: string,
  folder: string,
): Promise<NonNullable<HostFacts['conversationsBelow']>> {
  const found = await foldersBelow(projectFolder, folder);
  return found.slice(0, maxNamed).map(({ cwds, ids }) => ({
    folder: cwds
      .map((cwd) => relative(folder, cwd).split(sep).join('/'))
      .sort()
      .join(', '),
    conversations: ids.length,
  }));
}

async function firstCwd(path: string): Promise<string | undefined> {
  const handle = await openRegular(path, true).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const [, text] = /[{,]"cwd":("(?:[^"\\]|\\.)*")/.exec(buffer.toString('utf8', 0, bytesRead)) ?? [];
    const cwd: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof cwd === 'string' ? cwd : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
