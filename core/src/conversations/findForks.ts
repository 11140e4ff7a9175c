import type { Conversation, ForkedFrom } from './Conversation.ts';

type Candidate = Pick<Conversation, 'id' | 'trail' | 'bornAt' | 'forkedFrom'>;

const rootLength = 32;
const idLength = 8;
/** Nobody forks a conversation as often; a container may. */
const maxForks = 200;

/**
 * Of which conversation each is a fork that does not say so itself: copies that `--fork-session` makes, and those for the background. The ids
 * of their first messages are the same; the parent is the one, of those that were there before, with which the most is the same. Where that is
 * not one, they are left apart.
 * @returns by session ids
 */
export function findForks(conversations: readonly Candidate[]): ReadonlyMap<string, ForkedFrom> {
  const byRoot = new Map<string, Map<string, Candidate>>();
  for (const each of conversations) {
    const root = each.trail?.slice(0, rootLength);
    if (root === undefined) continue;
    const members = byRoot.get(root) ?? new Map<string, Candidate>();
    // One that lies in two places is one.
    if (!members.has(each.id)) members.set(each.id, each);
    byRoot.set(root, members);
  }
  const found = new Map<string, ForkedFrom>();
  for (const members of byRoot.values()) {
    if (members.size > 1 && members.size <= maxForks) findParents([...members.values()], found);
  }
  return found;
}

/** In the order in which they were made, so that the parents of those before are known. */
function findParents(members: readonly Candidate[], found: Map<string, ForkedFrom>): void {
  const parents = new Map<string, string>();
  const made = members
    .filter(({ bornAt }) => bornAt !== undefined)
    .sort((a, b) => (a.bornAt ?? 0) - (b.bornAt ?? 0));
  for (const each of made) {
    const said = each.forkedFrom?.id;
    const parent = said ?? parentOf(each, made, parents);
    if (parent === undefined) continue;
    parents.set(each.id, parent);
    if (said === undefined) found.set(each.id, { id: parent });
  }
}

function parentOf(
  { bornAt = 0, trail = '' }: Candidate,
  made: readonly Candidate[],
  parents: ReadonlyMap<string, string>,
): string | undefined {
  const before = made.filter((each) => (each.bornAt ?? 0) < bornAt);
  const common = before.map((each) => commonIds(each.trail ?? '', trail));
  const most = Math.max(0, ...common);
  const nearest = before.filter((_, at) => common[at] === most).map(({ id }) => id);
  // What all of them have was that one's first of which the others are forks.
  return nearest.find((id) => nearest.every((other) => other === id || comesFrom(other, id, parents)));
}

function comesFrom(id: string, ancestor: string, parents: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === ancestor) return true;
    seen.add(at);
  }
  return false;
}

function commonIds(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  return at < rootLength ? 0 : 1 + Math.floor((at - rootLength) / idLength);
}
