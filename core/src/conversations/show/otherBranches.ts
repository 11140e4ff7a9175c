import { Chain } from '../Chain.ts';
import { isAside, isSaid } from '../ChainLink.ts';
import { type ChainEntry, isBoundary } from './ChainEntry.ts';
import { given } from './given.ts';

/** A way that the conversation went and that is not gone on with. */
export interface OtherBranch {
  /** Of its last message. */
  readonly id: string;
  /** Of the message after which it parts; undefined where that is not there. */
  readonly after?: string;
  /** Those that are of no other branch. */
  readonly messages: number;
  readonly first: ChainEntry;
  readonly last: ChainEntry;
  /** Ways that part from this one. */
  readonly branches: readonly OtherBranch[];
}

/** More than that are not worth telling apart. */
const maxBranches = 500;

/** Every branch but the active one, the newest first, in the tree that they are. @param active all that is shown of it */
export function otherBranches(entries: readonly ChainEntry[], active: readonly ChainEntry[]): OtherBranch[] {
  const chain = new Chain(entries);
  const tree = new Tree(chain, active);
  for (const end of chain.ends()) {
    if (tree.count >= maxBranches) break;
    tree.add(end);
  }
  return tree.branches;
}

interface Grown extends OtherBranch {
  readonly branches: Grown[];
}

class Tree {
  readonly branches: Grown[] = [];
  count = 0;
  /** To which branch a line belongs; null for the active one. */
  readonly #owners = new Map<string, Grown | null>();
  readonly #responses = new Set<string>();
  /** The messages above lines that are none. */
  readonly #above = new Map<ChainEntry, ChainEntry | undefined>();

  constructor(
    readonly chain: Chain<ChainEntry>,
    active: readonly ChainEntry[],
  ) {
    for (const entry of active) this.#own(entry, null);
  }

  add(end: ChainEntry): void {
    const { path, meeting } = this.#way(end);
    const owner = meeting && (this.#owners.get(meeting.uuid) ?? null);
    const messages = path.filter((entry) => this.#isMessage(entry));
    const [first] = messages;
    const last = messages.at(-1);
    if (!first || !last) {
      // Results of tools that ran at once, for example: they belong to what they follow.
      if (owner !== undefined) for (const entry of path) this.#own(entry, owner);
      return;
    }
    const branch: Grown = {
      id: last.uuid,
      ...given('after', this.#messageAtOrAbove(meeting)?.uuid),
      messages: messages.length,
      first: messages.find(({ isPrompt }) => isPrompt) ?? first,
      last,
      branches: [],
    };
    (owner ?? this).branches.push(branch);
    this.count++;
    for (const entry of path) this.#own(entry, branch);
  }

  /** From where it leaves what is known to its end. */
  #way(end: ChainEntry): { path: ChainEntry[]; meeting: ChainEntry | undefined } {
    const path = new Set<ChainEntry>();
    let entry: ChainEntry | undefined = end;
    while (entry && !this.#owners.has(entry.uuid) && !path.has(entry)) {
      path.add(entry);
      entry = this.#before(entry);
    }
    const meeting = entry && this.#owners.has(entry.uuid) ? entry : undefined;
    return { path: [...path].reverse(), meeting };
  }

  #before(entry: ChainEntry): ChainEntry | undefined {
    return (
      this.chain.parentOf(entry) ?? (isBoundary(entry) ? this.chain.get(entry.logicalParentUuid) : undefined)
    );
  }

  #messageAtOrAbove(from: ChainEntry | undefined): ChainEntry | undefined {
    const passed = new Set<ChainEntry>();
    let entry = from;
    while (entry && !isSaid(entry) && !passed.has(entry) && !this.#above.has(entry)) {
      passed.add(entry);
      entry = this.#before(entry);
    }
    const known = entry && this.#above.get(entry);
    const message = entry && isSaid(entry) ? entry : known;
    // None is passed again.
    for (const each of passed) this.#above.set(each, message);
    return message;
  }

  #isMessage(entry: ChainEntry): boolean {
    const { isAdded, results, responseId } = entry;
    const isPart = responseId !== undefined && this.#responses.has(responseId);
    return isSaid(entry) && !isAside(entry) && !isAdded && results.length === 0 && !isPart;
  }

  #own(entry: ChainEntry, owner: Grown | null): void {
    this.#owners.set(entry.uuid, owner);
    if (entry.responseId !== undefined) this.#responses.add(entry.responseId);
  }
}
