import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConversationPlace, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import type { TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';
import { UserError } from '../host/errors.ts';
import { openRegular } from '../host/files.ts';
import type { ConversationSource, OpenedTranscript } from './ConversationSource.ts';

const ending = '.jsonl';
const headBytes = 64 * 1024;
const tailBytes = 64 * 1024;

/** Conversations in folders of this host, which a container may write: no link is followed. */
export class FolderSource implements ConversationSource {
  /** @param folders by their names below `projects/` */
  constructor(
    readonly place: ConversationPlace,
    readonly folders: ReadonlyMap<string, string>,
  ) {}

  async entries(): Promise<TranscriptEntry[]> {
    const found = await Promise.all([...this.folders].map(([slug, folder]) => entriesOf(slug, folder)));
    return found.flat();
  }

  async ends(entries: readonly TranscriptEntry[]): Promise<Map<TranscriptEntry, TranscriptEnds>> {
    const found = new Map<TranscriptEntry, TranscriptEnds>();
    for (const entry of entries) {
      const ends = entry.isRemnant ? undefined : await endsOf(this.#pathOf(entry));
      if (ends) found.set(entry, ends);
    }
    return found;
  }

  async open(entry: TranscriptEntry): Promise<OpenedTranscript> {
    const path = this.#pathOf(entry);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isFile()) throw new UserError(`${path} is not there, or no regular file.`, 'Look again.');
    const folder = path.slice(0, -ending.length);
    const isThere = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
    return { path, ...(isThere && { folder }), dispose: async () => undefined };
  }

  #pathOf({ slug, id }: TranscriptEntry): string {
    return join(this.folders.get(slug) ?? '', id + ending);
  }
}

async function entriesOf(slug: string, folder: string): Promise<TranscriptEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = found.flatMap((each) =>
    each.isFile() && each.name.endsWith(ending) ? each.name.slice(0, -ending.length) : [],
  );
  const isFile = new Set(files);
  const remnants = found.flatMap((each) =>
    each.isDirectory() && isSessionId(each.name) && !isFile.has(each.name) ? each.name : [],
  );
  const entryOf = async (id: string, isRemnant: boolean): Promise<TranscriptEntry[]> => {
    const stats = await lstat(join(folder, isRemnant ? id : id + ending)).catch(() => undefined);
    if (!stats) return [];
    return [{ id, slug, size: stats.size, changedAt: stats.mtimeMs, inode: `${stats.ino}`, isRemnant }];
  };
  const entries = await Promise.all([
    ...files.map((id) => entryOf(id, false)),
    ...remnants.map((id) => entryOf(id, true)),
  ]);
  return entries.flat();
}

const isSessionId = (name: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(name);

async function endsOf(path: string): Promise<TranscriptEnds | undefined> {
  const handle = await openRegular(path, true).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const all = size <= headBytes + tailBytes;
    const read = async (from: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    if (all) return { head: await read(0, size), tail: '' };
    return { head: await read(0, headBytes), tail: await read(size - tailBytes, tailBytes) };
  } finally {
    await handle.close();
  }
}
