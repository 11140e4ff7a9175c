import { Chain } from './Chain.ts';
import { type ChainEntry, isBoundary } from './ChainEntry.ts';
import { joinResponses } from './joinResponses.ts';
import { addedAtEnd, shownMessages } from './shownMessages.ts';

/** A part of the conversation without a gap. */
export interface Stretch {
  /** In the order in which they are shown, with all that lies between the messages. */
  readonly entries: readonly ChainEntry[];
  /** What comes before it: its beginning, messages that a compaction put into a summary, or some that are not there. */
  readonly after: 'nothing' | 'compaction' | 'missing';
}

/** The branch with which a conversation goes on when it is resumed. */
export interface ActiveBranch {
  /** The last is what a resumed client has of it; those before it were said before a compaction, or a gap. */
  readonly stretches: readonly Stretch[];
  /** Those of the last stretch that a resumed client shows. */
  readonly messages: readonly ChainEntry[];
}

/** Of a larger file a client reads what comes after the last compaction. */
const readWhole = 5 * 1024 * 1024;

const maxStretches = 1000;

/** To find what came before a missing message all lines are looked at. */
const maxGuesses = 50;

/**
 * @param entries in the order of the file
 * @param size of the file, in bytes
 * @param isPart true when the file has a beginning that was not read
 */
export function activeBranch(entries: readonly ChainEntry[], size: number, isPart: boolean): ActiveBranch {
  const whole = new Chain(entries);
  const read = size > readWhole ? afterLastCompaction(entries) : entries;
  const chain = read === entries ? whole : new Chain(read);
  const leaf = chain.newestMessage();
  if (!leaf) return { stretches: [], messages: [] };
  const path = chain.pathTo(leaf);
  const joined = joinResponses(chain, path);
  const added = addedAtEnd(chain, joined, leaf);
  const last = [...joined, ...added];
  const stretch: Stretch = { entries: last, after: whatIsBefore(chain, path) };
  return {
    stretches: [...new Earlier(whole, entries, isPart).before(stretch), stretch],
    messages: shownMessages(chain, last, new Set(added)),
  };
}

/** What a client has of a large file: all from the last compaction on that kept no message. */
function afterLastCompaction(entries: readonly ChainEntry[]): readonly ChainEntry[] {
  const index = entries.findLastIndex((entry) => isBoundary(entry) && !entry.compaction?.keepsAny);
  return index <= 0 ? entries : entries.slice(index);
}

function whatIsBefore(chain: Chain, path: readonly ChainEntry[]): Stretch['after'] {
  const [first] = path;
  if (!first) return 'nothing';
  if (isBoundary(first)) return 'compaction';
  return chain.parentIdOf(first) === undefined ? 'nothing' : 'missing';
}

/** What was said before the part that a resumed client has. */
class Earlier {
  readonly #seen = new Set<string>();
  #guesses = 0;

  constructor(
    readonly chain: Chain,
    readonly entries: readonly ChainEntry[],
    readonly isPart: boolean,
  ) {}

  before(last: Stretch): Stretch[] {
    const found: Stretch[] = [];
    let next: Stretch | undefined = last;
    while (next && found.length < maxStretches) {
      for (const { uuid } of next.entries) this.#seen.add(uuid);
      next = this.#justBefore(next);
      if (next) found.push(next);
    }
    return found.reverse();
  }

  #justBefore({ entries, after }: Stretch): Stretch | undefined {
    const [first] = entries;
    if (!first || after === 'nothing') return undefined;
    const leaf = this.#namedBy(first) ?? this.#guess(first);
    if (!leaf) return undefined;
    const path = this.chain.pathTo(leaf).filter(({ uuid }) => !this.#seen.has(uuid));
    const joined = joinResponses(this.chain, path).filter(({ uuid }) => !this.#seen.has(uuid));
    return { entries: joined, after: whatIsBefore(this.chain, path) };
  }

  /** A compaction names the last message before it; what it kept of those is shown behind its summary. */
  #namedBy({ logicalParentUuid }: ChainEntry): ChainEntry | undefined {
    const passed = new Set<ChainEntry>();
    let entry = this.chain.get(logicalParentUuid);
    while (entry && this.#seen.has(entry.uuid) && !passed.has(entry)) {
      passed.add(entry);
      entry = this.chain.get(entry.parentUuid);
    }
    return entry && this.#seen.has(entry.uuid) ? undefined : entry;
  }

  /** Where the message before is not there: the newest of those that stand above. */
  #guess(first: ChainEntry): ChainEntry | undefined {
    if (this.isPart || ++this.#guesses > maxGuesses) return undefined;
    const index = this.entries.findIndex(({ uuid }) => uuid === first.uuid);
    const above = this.entries.slice(0, Math.max(index, 0)).filter(({ uuid }) => !this.#seen.has(uuid));
    const newest = new Chain(above).newestMessage();
    return newest && this.chain.get(newest.uuid);
  }
}
