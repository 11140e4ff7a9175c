import { queryOf, type SaidKind, saidKinds } from '@claude-sessions/core/conversations/search/Query.ts';
import type { FoundConversation } from '../findConversations.ts';
import type { FoundTranscript } from '../findTranscripts.ts';
import { type PlannedJob, type PlannedPart, partsOf, planSearch, type Searchable } from './planSearch.ts';
import type { SearchMemory, SearchNote } from './SearchMemory.ts';
import { SearchThreads } from './SearchThreads.ts';
import type { SearchedPart, SearchHit } from './searchFile.ts';

export interface SearchOptions {
  /** Each found conversation, the newest first, as soon as it is known that no newer one has the words. */
  readonly onHit: (found: ConversationHits) => void;
  /** Ends it: it throws the reason then, and nothing more is handed over. */
  readonly signal?: AbortSignal;
  /** So many conversations at most. */
  readonly limit?: number;
  /** Where the words are sought; everywhere, if absent. */
  readonly kinds?: readonly SaidKind[];
  /** So many messages of each conversation at most. */
  readonly maxHits?: number;
  /** Of searches before, for somebody who types: what they have ruled out is not read again. */
  readonly memory?: SearchMemory;
}

/** A conversation in which the words are, and where. */
export interface ConversationHits {
  readonly conversation: FoundConversation;
  /** In the order of the conversation. */
  readonly hits: readonly SearchHit[];
  /** It has more of them. */
  readonly isMore: boolean;
}

/** How a search ended. */
export interface SearchResult {
  readonly conversations: number;
  /** There are more than were asked for. */
  readonly isMore: boolean;
  /** Transcripts that could not be read, and why. */
  readonly failed: readonly { readonly id: string; readonly error: string }[];
  /** Lines that were not read, being too long. */
  readonly tooLong: number;
}

const usualHits = 3;

/** Searches transcripts, in their order, on all processors. @throws the reason of the signal */
export async function searchTranscripts(
  transcripts: readonly FoundTranscript[],
  words: readonly string[],
  options: SearchOptions,
): Promise<SearchResult> {
  options.signal?.throwIfAborted();
  if (queryOf(words).patterns.length === 0)
    return { conversations: 0, isMore: false, failed: [], tooLong: 0 };
  const search = new Search(transcripts, words, options);
  return search.run();
}

const notWanted: SearchedPart = { hits: [], isMore: true, tooLong: 0 };
const nothing: SearchedPart = { hits: [], isMore: false, tooLong: 0 };

class Search {
  readonly #transcripts: readonly FoundTranscript[];
  readonly #words: readonly string[];
  readonly #options: SearchOptions;
  readonly #maxHits: number;
  readonly #kinds: readonly SaidKind[];
  readonly #note: SearchNote | undefined;
  readonly #threads: SearchThreads;
  readonly #stopped = new SharedArrayBuffer(4);
  /** What was found in the parts of transcripts that were not handed over yet. */
  readonly #searched = new Map<number, SearchedPart[]>();
  readonly #failed: { id: string; error: string }[] = [];
  /** The messages that were handed over, by the id of the conversation. */
  readonly #shown = new Map<string, Set<string | undefined>>();
  #conversations = 0;
  #tooLong = 0;
  #isMore = false;
  /** The first transcript that was not handed over yet. */
  #next = 0;
  #handingOver: Promise<void> = Promise.resolve();

  constructor(transcripts: readonly FoundTranscript[], words: readonly string[], options: SearchOptions) {
    this.#transcripts = transcripts;
    this.#words = words;
    this.#options = options;
    this.#maxHits = options.maxHits ?? usualHits;
    this.#kinds = options.kinds ?? saidKinds;
    this.#note = options.memory?.ask(words, this.#kinds);
    this.#threads = new SearchThreads(transcripts.reduce((sum, { entry }) => sum + entry.size, 0));
  }

  async run(): Promise<SearchResult> {
    const { signal } = this.#options;
    const stop = () => this.#stop();
    signal?.addEventListener('abort', stop, { once: true });
    const jobs = planSearch(this.#transcripts, searchable);
    const work = async () => {
      for (let next = jobs.next(); !next.done && !this.#isStopped; next = jobs.next())
        await this.#do(next.value);
    };
    // A thread that is at work has to end before it can be closed.
    const ended = await Promise.allSettled(Array.from({ length: this.#threads.jobs }, work));
    signal?.removeEventListener('abort', stop);
    await this.#threads.close();
    signal?.throwIfAborted();
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
    return {
      conversations: this.#conversations,
      isMore: this.#isMore,
      failed: this.#failed,
      tooLong: this.#tooLong,
    };
  }

  get #isStopped(): boolean {
    return Atomics.load(new Int32Array(this.#stopped), 0) !== 0;
  }

  #stop(): void {
    Atomics.store(new Int32Array(this.#stopped), 0, 1);
  }

  async #do({ parts }: PlannedJob): Promise<void> {
    try {
      await this.#search(parts.filter((part) => !this.#isKnown(part)));
      this.#handingOver = this.#handingOver.then(() => this.#handOver());
      await this.#handingOver;
    } catch (error) {
      this.#stop();
      throw error;
    }
  }

  async #search(parts: readonly PlannedPart[]): Promise<void> {
    const opened = await Promise.all(parts.map(({ index }) => this.#open(index)));
    const readable = parts.flatMap((part, at) => {
      const there = opened[at];
      if (there && 'path' in there) return { part, path: there.path };
      this.#took(part, { ...nothing, error: there?.error ?? '' });
      return [];
    });
    if (readable.length === 0) return;
    try {
      const searched = await this.#threads.search({
        parts: readable.map(({ part: { start, end }, path }) => ({
          path,
          start,
          ...(end !== undefined && { end }),
        })),
        words: this.#words,
        kinds: this.#kinds,
        maxHits: this.#maxHits,
        stopped: this.#stopped,
      });
      for (const [at, { part }] of readable.entries()) this.#took(part, searched[at] ?? nothing);
    } finally {
      for (const each of opened) if ('path' in each) await each.dispose?.();
    }
  }

  async #open(index: number): Promise<{ path: string; dispose?(): Promise<void> } | { error: string }> {
    const transcript = this.#transcripts[index];
    const path = transcript?.path();
    if (path !== undefined) return { path };
    try {
      return (await transcript?.open()) ?? { error: '' };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  #took({ index, part }: PlannedPart, searched: SearchedPart): void {
    const parts = this.#searched.get(index) ?? [];
    parts[part] = searched;
    this.#searched.set(index, parts);
  }

  /** Whether a part need not be read. */
  #isKnown(planned: PlannedPart): boolean {
    const transcript = this.#transcripts[planned.index];
    const path = transcript?.path();
    const isWithout =
      path !== undefined && transcript !== undefined && this.#note?.isWithout(path, transcript.entry);
    if (isWithout) this.#took(planned, nothing);
    else if (this.#hasEnough(planned)) this.#took(planned, notWanted);
    else return false;
    return true;
  }

  /** Whether the parts before one have all that is asked for. */
  #hasEnough({ index, part }: PlannedPart): boolean {
    let hits = 0;
    for (let before = 0; before < part; before++) {
      const searched = this.#searched.get(index)?.[before];
      if (!searched) return false;
      hits += searched.hits.length;
      if (hits >= this.#maxHits || searched.isMore) return true;
    }
    return false;
  }

  /** Hands over what is known of the next transcripts. */
  async #handOver(): Promise<void> {
    for (; !this.#isStopped; this.#next++) {
      const transcript = this.#transcripts[this.#next];
      const parts = this.#searched.get(this.#next);
      if (!transcript || !parts) return;
      const count = partsOf(searchable(transcript));
      if (Object.keys(parts).length < count) return;
      this.#searched.delete(this.#next);
      await this.#handOverOne(transcript, parts);
    }
  }

  async #handOverOne(transcript: FoundTranscript, parts: readonly SearchedPart[]): Promise<void> {
    this.#remember(transcript, parts);
    const error = parts.find((each) => each.error !== undefined)?.error;
    if (error !== undefined) this.#failed.push({ id: transcript.entry.id, error });
    this.#tooLong += parts.reduce((sum, { tooLong }) => sum + tooLong, 0);
    const hits = withoutRepeated(parts.flatMap((each) => each.hits));
    if (hits.length === 0 || this.#wasShown(transcript, hits)) return;
    if (this.#conversations === this.#options.limit) {
      this.#isMore = true;
      this.#stop();
      return;
    }
    const conversation = await transcript.look();
    if (!conversation || this.#options.signal?.aborted) return;
    this.#conversations++;
    const isMore = hits.length > this.#maxHits || parts.some((each) => each.isMore);
    this.#options.onHit({ conversation, hits: hits.slice(0, this.#maxHits), isMore });
  }

  #remember(transcript: FoundTranscript, parts: readonly SearchedPart[]): void {
    const path = transcript.path();
    if (path !== undefined && parts.every((each) => each === nothing))
      this.#note?.hasNothing(path, transcript.entry);
  }

  /** A mirror has what the host has. */
  #wasShown({ entry: { id } }: FoundTranscript, hits: readonly SearchHit[]): boolean {
    const shown = this.#shown.get(id);
    if (shown && hits.every(({ uuid }) => uuid !== undefined && shown.has(uuid))) return true;
    this.#shown.set(id, new Set([...(shown ?? []), ...hits.map(({ uuid }) => uuid)]));
    return false;
  }
}

function searchable(transcript: FoundTranscript): Searchable {
  return { size: transcript.entry.size, isElsewhere: transcript.path() === undefined };
}

/** Clients write a message again after a compaction. */
function withoutRepeated(hits: readonly SearchHit[]): SearchHit[] {
  const byMessage = new Map(hits.map((hit) => [hit.uuid ?? `${hit.kind} ${hit.text}`, hit]));
  return [...byMessage.values()];
}
