import type { Chain } from './Chain.ts';
import { type ChainEntry, isSaid } from './ChainEntry.ts';

/** Of what lies on a branch, the messages that a resumed client shows. @param atEnd prompts that nothing goes on from */
export function shownMessages(
  chain: Chain,
  entries: readonly ChainEntry[],
  atEnd: ReadonlySet<ChainEntry>,
): readonly ChainEntry[] {
  const taken = new Set(entries.map(({ uuid }) => uuid));
  const answered = answeredQueue(chain, entries);
  return entries.flatMap((entry) => {
    const { isAside, isMeta, isHidden, queuedAs } = entry;
    if (isAside) return [];
    if (isSaid(entry)) return isMeta || isHidden ? [] : [entry];
    if (queuedAs === undefined || !(answered.has(entry) || atEnd.has(entry))) return [];
    if (queuedAs !== entry.uuid && taken.has(queuedAs)) return [];
    taken.add(queuedAs);
    return [entry];
  });
}

/** Prompts that waited and then came into the turn: what follows them is part of an answer, and no prompt. */
function answeredQueue(chain: Chain, entries: readonly ChainEntry[]): Set<ChainEntry> {
  const found = new Set<ChainEntry>();
  let isAnswer = false;
  for (const entry of entries.toReversed()) {
    if (isAnswer && entry.queuedAs !== undefined) found.add(entry);
    const isResult = entry.results.length > 0 && chain.parentIdOf(entry) !== undefined;
    if (entry.type === 'assistant' || entry.isInterruption || isResult) isAnswer = true;
    else if (entry.isPrompt) isAnswer = false;
  }
  return found;
}

/** What stands below the last message and no other message goes on from: prompts that wait still, what a command printed, a merged branch. */
export function addedAtEnd(chain: Chain, branch: readonly ChainEntry[], leaf: ChainEntry): ChainEntry[] {
  const there = new Set(branch);
  const ofOthers = waysToOthers(chain, there);
  const between = whatIsBetween(chain);
  const found: ChainEntry[] = [];
  const toVisit = [leaf];
  for (let entry = toVisit.pop(); entry; entry = toVisit.pop()) {
    if (entry !== leaf) {
      if (there.has(entry)) continue;
      there.add(entry);
      const isShown = entry.queuedAs !== undefined || entry.kind === 'local_command';
      if (isShown && !ofOthers.has(entry)) found.push(entry);
    }
    const below = (between.get(entry.uuid) ?? []).filter((each) => !there.has(each));
    for (const each of below.sort(byTime).reverse()) toVisit.push(each);
  }
  return found;
}

/** All but messages, by what they follow: as they say themselves, and as a compaction has it. */
function whatIsBetween(chain: Chain): Map<string, ChainEntry[]> {
  const found = new Map<string, ChainEntry[]>();
  for (const entry of chain.all()) {
    if (isSaid(entry)) continue;
    for (const parent of new Set([entry.parentUuid, chain.parentIdOf(entry)])) {
      if (parent === undefined) continue;
      const below = found.get(parent);
      if (below) below.push(entry);
      else found.set(parent, [entry]);
    }
  }
  return found;
}

function byTime(a: ChainEntry, b: ChainEntry): number {
  const [first, second] = [a.time ?? '', b.time ?? ''];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What lies between the branch and messages that are not on it. */
function waysToOthers(chain: Chain, branch: ReadonlySet<ChainEntry>): Set<ChainEntry> {
  const ways = new Set<ChainEntry>();
  for (const message of chain.all()) {
    if (!isSaid(message) || message.isAside || branch.has(message)) continue;
    let entry = chain.get(message.parentUuid);
    while (entry && !branch.has(entry) && !ways.has(entry)) {
      ways.add(entry);
      entry = chain.get(entry.parentUuid);
    }
  }
  return ways;
}
