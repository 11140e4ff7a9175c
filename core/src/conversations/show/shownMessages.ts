import type { Chain } from '../Chain.ts';
import { isAside, isSaid } from '../ChainLink.ts';
import type { ChainEntry } from './ChainEntry.ts';

/** Of what lies on a branch, the messages that a resumed client shows. @param atEnd those of them that nothing goes on from */
export function shownMessages(
  chain: Chain<ChainEntry>,
  entries: readonly ChainEntry[],
  atEnd: ReadonlySet<ChainEntry>,
): readonly ChainEntry[] {
  const isAddedOutput = (entry: ChainEntry) => atEnd.has(entry) && entry.queuedAs === undefined;
  const taken = new Set(entries.filter((entry) => !isAddedOutput(entry)).map(({ uuid }) => uuid));
  const answered = answeredQueue(chain, entries);
  return entries.flatMap((entry) => {
    const { isAdded, isHidden, queuedAs } = entry;
    if (isSaid(entry)) return isAdded || isHidden || isAside(entry) ? [] : [entry];
    if (queuedAs === undefined || !(answered.has(entry) || atEnd.has(entry))) return [];
    if (queuedAs !== entry.uuid && taken.has(queuedAs)) return [];
    taken.add(queuedAs);
    return isAside(entry) ? [] : [entry];
  });
}

/** Prompts that waited and then came into the turn: what follows them is part of an answer, and no prompt. */
function answeredQueue(chain: Chain<ChainEntry>, entries: readonly ChainEntry[]): Set<ChainEntry> {
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
export function addedAtEnd(
  chain: Chain<ChainEntry>,
  branch: readonly ChainEntry[],
  leaf: ChainEntry,
): ChainEntry[] {
  const there = new Set(branch.map(({ uuid }) => uuid));
  const ofOthers = waysToOthers(chain, there);
  const between = whatIsBetween(chain);
  const found: ChainEntry[] = [];
  const toVisit = [leaf];
  for (let entry = toVisit.pop(); entry; entry = toVisit.pop()) {
    if (entry !== leaf) {
      if (there.has(entry.uuid)) continue;
      there.add(entry.uuid);
      const isShown = entry.queuedAs !== undefined || entry.kind === 'local_command';
      if (isShown && !ofOthers.has(entry.uuid)) found.push(entry);
    }
    const below = (between.get(entry.uuid) ?? []).filter(({ uuid }) => !there.has(uuid));
    for (const each of below.sort(byTime).reverse()) toVisit.push(each);
  }
  return found;
}

/** All but messages, by what they follow: as each line says itself, also one that stands there again, and as a compaction has it. */
function whatIsBetween(chain: Chain<ChainEntry>): Map<string, ChainEntry[]> {
  const found = new Map<string, ChainEntry[]>();
  for (const entry of chain.lines) {
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
function waysToOthers(chain: Chain<ChainEntry>, branch: ReadonlySet<string>): Set<string> {
  const ways = new Set<string>();
  for (const message of chain.lines) {
    if (!isSaid(message) || isAside(message) || branch.has(message.uuid)) continue;
    let entry = chain.get(message.parentUuid);
    while (entry && !branch.has(entry.uuid) && !ways.has(entry.uuid)) {
      ways.add(entry.uuid);
      entry = chain.get(entry.parentUuid);
    }
  }
  return ways;
}
