import { closeSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConversationPlace, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import type { TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { letOthersRun } from '../review/letOthersRun.ts';
import { OpenFolder, openRegular } from '../verify/OpenFolder.ts';
import type { ConversationSource, OpenedTranscript } from './ConversationSource.ts';
import { readEnds } from './readEnds.ts';
import { transcriptEnding, transcriptsIn } from './transcriptsIn.ts';

/** Conversations in folders of this host, which a container may write: they are held open, and no link is followed. */
export class FolderSource implements ConversationSource {
  readonly atOnce = 8;
  readonly #leftOut: string[] = [];
  /** Ids of transcripts that this user may not read, by their folders. */
  readonly #denied = new Map<string, string[]>();

  /** @param folders by their names below `projects/` */
  constructor(
    readonly place: ConversationPlace,
    readonly folders: ReadonlyMap<string, string>,
  ) {}

  get leftOut(): readonly string[] {
    const denied = [...this.#denied].map(
      ([path, [id, ...more]]) =>
        `${path}/${id}${transcriptEnding}${more.length > 0 ? ` and ${more.length} more there` : ''} cannot be read by this user: a container that runs as another one made ${more.length > 0 ? 'them' : 'it'}.`,
    );
    return [...this.#leftOut, ...denied];
  }

  async entries(): Promise<TranscriptEntry[]> {
    const found: TranscriptEntry[] = [];
    for (const [slug, path] of this.folders) {
      try {
        const hasMore = withFolder(path, (folder) => transcriptsIn(folder, slug, found));
        if (hasMore) this.#leftOut.push(`${path} has more files than are looked at.`);
      } catch (error) {
        if (!isMissing(error)) this.#leftOut.push(`${path} cannot be read: ${(error as Error).message}.`);
      }
      await letOthersRun();
    }
    return found;
  }

  async ends(entries: readonly TranscriptEntry[]): Promise<Map<TranscriptEntry, TranscriptEnds>> {
    const found = new Map<TranscriptEntry, TranscriptEnds>();
    for (const slug of new Set(entries.map((entry) => entry.slug))) {
      const ofFolder = entries.filter((entry) => entry.slug === slug && !entry.isRemnant);
      try {
        withFolder(this.folders.get(slug), (folder) => {
          for (const entry of ofFolder) {
            const ends = readEnds(folder, entry);
            if (ends) found.set(entry, ends);
            else if (isDenied(folder, entry.id + transcriptEnding)) this.#deny(entry);
          }
        });
      } catch {
        // It went meanwhile, and so did what was in it.
      }
      await letOthersRun();
    }
    return found;
  }

  #deny({ slug, id }: TranscriptEntry): void {
    const path = this.folders.get(slug) ?? slug;
    const known = this.#denied.get(path);
    if (known) known.push(id);
    else this.#denied.set(path, [id]);
  }

  async open(entry: TranscriptEntry): Promise<OpenedTranscript> {
    const path = join(this.folders.get(entry.slug) ?? '', entry.id + transcriptEnding);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isFile()) throw new UserError(`${path} is not there, or no regular file.`, 'Look again.');
    const folder = path.slice(0, -transcriptEnding.length);
    const isThere = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
    return { path, ...(isThere && { folder }), dispose: async () => undefined };
  }

  nameOf(slug: string): string | undefined {
    return this.folders.get(slug);
  }
}

function isDenied(folder: OpenFolder, name: string): boolean {
  try {
    closeSync(openRegular(folder, name));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function withFolder<T>(path: string | undefined, work: (folder: OpenFolder) => T): T | undefined {
  if (path === undefined) return undefined;
  const folder = new OpenFolder(path);
  try {
    return work(folder);
  } finally {
    folder.close();
  }
}
