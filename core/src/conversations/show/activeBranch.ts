import { Chain } from '../Chain.ts';
import { isAside, isSaid } from '../ChainLink.ts';
import { Responses } from '../Responses.ts';
import { type ChainEntry, isBoundary } from './ChainEntry.ts';
import { addedAtEnd, shownMessages } from './shownMessages.ts';

/** A part of the conversation without a gap. */
export interface Stretch {
  /** In the order in which they are shown, with all that lies between the messages. */
  readonly entries: readonly ChainEntry[];
  /** What comes before it: its beginning, messages that a compaction put into a summary, or some that are not there. */
  readonly after: 'nothing' | 'compaction' | 'missing';
}

/** The branch with which a conversation goes on when it is resumed, for a reader: with what was said before its compactions. */
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
  const { leaf } = chain.newestMessage();
  if (!leaf) return { stretches: [], messages: [] };
  const path = chain.pathTo(leaf);
  const responses = new Responses(chain);
  const joined = responses.join(path);
  const added = addedAtEnd(chain, joined, leaf);
  const last = [...joined, ...added];
  const stretch: Stretch = { entries: last, after: whatIsBefore(chain, path) };
  return {
    stretches: [
      ...new Earlier(whole, chain === whole ? responses : new Responses(whole), entries, isPart).before(
        stretch,
      ),
      stretch,
    ],
    messages: shownMessages(chain, last, new Set(added)),
  };
}

/**
 * What a client has of a large file: all from the last compaction on that kept no message. A client does not see one that lies across two
 * of its blocks of 1 MiB, or says what it is behind its first 256 bytes; that changes the branch only where a later line hangs on
 * one before it.
 */
function afterLastCompaction(entries: readonly ChainEntry[]): readonly ChainEntry[] {
  const index = entries.findLastIndex((entry) => isBoundary(entry) && !entry.compaction?.keepsAny);
  return index <= 0 ? entries : entries.slice(index);
}

function whatIsBefore(chain: Chain<ChainEntry>, path: readonly ChainEntry[]): Stretch['after'] {
  const [first] = path;
  if (!first) return 'nothing';
  if (isBoundary(first)) return 'compaction';
  return chain.parentIdOf(first) === undefined ? 'nothing' : 'missing';
}

/** What was said before the part that a resumed client has. */
class Earlier {
  readonly #seen = new Set<string>();
  /** What is seen, and the next that was not when it was passed. */
  readonly #above = new Map<ChainEntry, ChainEntry>();
  /** All above them was seen as well. */
  readonly #walked = new Set<ChainEntry>();
  #guesses = 0;

  constructor(
    readonly chain: Chain<ChainEntry>,
    readonly responses: Responses<ChainEntry>,
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
    const leaf =
      this.#unseenFrom(first.logicalParentUuid) ?? this.#unseenFrom(first.parentUuid) ?? this.#guess(first);
    if (!leaf) return undefined;
    const path = this.#unseenPathTo(leaf);
    const joined = this.responses.join(path).filter(({ uuid }) => !this.#seen.has(uuid));
    return { entries: joined, after: this.#whatIsBefore(path) };
  }

  #whatIsBefore(path: readonly ChainEntry[]): Stretch['after'] {
    const [first] = path;
    const before = first && this.chain.parentOf(first);
    // It stood behind a summary, which is shown already.
    return before && this.#seen.has(before.uuid) ? 'compaction' : whatIsBefore(this.chain, path);
  }

  #unseenPathTo(leaf: ChainEntry): ChainEntry[] {
    const path: ChainEntry[] = [];
    for (
      let entry: ChainEntry | undefined = leaf;
      entry && !this.#walked.has(entry);
      entry = this.chain.parentOf(entry)
    ) {
      this.#walked.add(entry);
      if (!this.#seen.has(entry.uuid)) path.push(entry);
    }
    return path.reverse();
  }

  /**
   * A compaction names the last message before it; what it kept of those is shown behind its summary, and names the one before it as it
   * did. So it is the first above that is not shown yet.
   */
  #unseenFrom(uuid: string | undefined): ChainEntry | undefined {
    const passed = new Set<ChainEntry>();
    let entry = this.chain.get(uuid);
    while (entry && this.#seen.has(entry.uuid) && !passed.has(entry)) {
      passed.add(entry);
      entry = this.#above.get(entry) ?? this.chain.get(entry.parentUuid);
    }
    const found = entry && !this.#seen.has(entry.uuid) ? entry : undefined;
    // None is passed again, also where there is nothing above: the way then is a single step to its end.
    for (const each of passed) this.#above.set(each, found ?? each);
    return found;
  }

  /** Where the message before is not there: the newest of those that stand above, or else of a subagent's. */
  #guess(first: ChainEntry): ChainEntry | undefined {
    if (this.isPart || ++this.#guesses > maxGuesses) return undefined;
    let other: ChainEntry | undefined;
    let index = this.entries.findIndex(({ uuid }) => uuid === first.uuid);
    while (--index >= 0) {
      const entry = this.entries[index];
      if (!entry || !isSaid(entry) || this.#seen.has(entry.uuid)) continue;
      if (!isAside(entry)) return this.chain.get(entry.uuid);
      other ??= this.chain.get(entry.uuid);
    }
    return other;
  }
}
