import { join } from 'node:path';
import type { ConversationPlace, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import { summarize } from '@claude-sessions/core/conversations/summarize.ts';
import type { ConversationSource, OpenedTranscript } from './ConversationSource.ts';
import { FolderSource } from './FolderSource.ts';
import { type FindRequest, type FoundConversation, findConversations } from './findConversations.ts';
import { hostSource } from './hostSource.ts';
import { mirrorSources, projectsOf } from './mirrorSources.ts';
import { conversationOf } from './readSource.ts';

/** A transcript that was found. */
export interface FoundTranscript {
  readonly entry: TranscriptEntry;
  readonly place: ConversationPlace;
  /** Where it lies on this host; undefined where it has to be opened. */
  path(): string | undefined;
  /** @throws UserError when it is not there any more */
  open(): Promise<OpenedTranscript>;
  /** What a list says of it; undefined where a list leaves it out. */
  look(): Promise<FoundConversation | undefined>;
}

export type TranscriptRequest = FindRequest;

/**
 * Every transcript, the one that was changed last first. Of a project they are those that a list has. Of all nothing is read, so that this is
 * sooner done than a list.
 */
export async function findTranscripts(request: TranscriptRequest): Promise<FoundTranscript[]> {
  const { configDir, project, home, sources = [] } = request;
  if (project !== undefined) return (await findConversations(request)).map((each) => listed(each, configDir));
  const mirrors = home === undefined ? [] : await mirrorSources(await projectsOf(home), undefined);
  const others = typeof sources === 'function' ? await sources() : sources;
  const all = [await hostSource(configDir), ...mirrors.map(({ source }) => source), ...others];
  const found = await Promise.all(all.map(transcriptsOf));
  return found.flat().sort((a, b) => b.entry.changedAt - a.entry.changedAt);
}

function listed(conversation: FoundConversation, configDir: string): FoundTranscript {
  const { place, slug, id } = conversation;
  return {
    entry: conversation,
    place,
    path: () => (place.kind === 'host' ? pathOf(join(configDir, 'projects', slug), id) : undefined),
    open: () => conversation.open(),
    look: async () => conversation,
  };
}

/** All of a source: nothing is read. */
export async function transcriptsOf(source: ConversationSource): Promise<FoundTranscript[]> {
  return (await source.entries()).map((entry) => new UnreadTranscript(source, entry));
}

/** There may be ten thousands of them: each is no more than this. */
class UnreadTranscript implements FoundTranscript {
  readonly entry: TranscriptEntry;
  readonly #source: ConversationSource;

  constructor(source: ConversationSource, entry: TranscriptEntry) {
    this.entry = entry;
    this.#source = source;
  }

  get place(): ConversationPlace {
    return this.#source.place;
  }

  path(): string | undefined {
    if (!(this.#source instanceof FolderSource)) return undefined;
    const folder = this.#source.folders.get(this.entry.slug);
    return folder === undefined ? undefined : pathOf(folder, this.entry.id);
  }

  open(): Promise<OpenedTranscript> {
    return this.#source.open(this.entry);
  }

  async look(): Promise<FoundConversation | undefined> {
    const ends = (await this.#source.ends([this.entry])).get(this.entry);
    const summary = summarize(ends ?? { head: '', tail: '' });
    if (summary.isSidechain) return undefined;
    return conversationOf(this.#source, this.entry, summary);
  }
}

const pathOf = (folder: string, id: string) => join(folder, `${id}.jsonl`);
