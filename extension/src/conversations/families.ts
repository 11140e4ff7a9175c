import type { EditorConversation } from '../../../cli/src/api/types.ts';

/** A conversation and what was forked from it, the newest first. */
export interface Family {
  readonly conversation: EditorConversation;
  readonly forks: readonly Family[];
  /** Of all of them, milliseconds since 1970. */
  readonly changedAt: number;
}

interface Member {
  readonly conversation: EditorConversation;
  readonly forks: Member[];
}

/** Deeper ones are shown beside their parents: nobody would see more of them, and who forks whom may be made up. */
const deepest = 8;

/** Conversations below those that they were forked from, the family that was changed last first. */
export function familiesOf(conversations: readonly EditorConversation[]): Family[] {
  const members = conversations.map((conversation): Member => ({ conversation, forks: [] }));
  const byId = new Map<string, Member[]>();
  for (const member of members) {
    const { id } = member.conversation;
    const known = byId.get(id);
    if (known) known.push(member);
    else byId.set(id, [member]);
  }
  const parents = new Map<Member, Member>();
  const roots = members.filter((member) => {
    const parent = parentOf(member, byId);
    if (!parent || !isAbove(parent, member, parents)) return true;
    parents.set(member, parent);
    parent.forks.push(member);
    return false;
  });
  return roots.map(familyOf).sort(newestFirst);
}

/** That of the same place, where it is in several. */
function parentOf({ conversation }: Member, byId: ReadonlyMap<string, Member[]>): Member | undefined {
  const { forkedFrom, place, id } = conversation;
  if (forkedFrom === undefined || forkedFrom.id === id) return undefined;
  const all = byId.get(forkedFrom.id);
  return all?.find((one) => one.conversation.place.kind === place.kind) ?? all?.[0];
}

/** Whether it can be a parent: not where that closes a circle, nor too deep. */
function isAbove(parent: Member, member: Member, parents: ReadonlyMap<Member, Member>): boolean {
  let above: Member | undefined = parent;
  for (let depth = 0; above; depth += 1) {
    if (above === member || depth >= deepest) return false;
    above = parents.get(above);
  }
  return true;
}

function familyOf({ conversation, forks }: Member): Family {
  const below = forks.map(familyOf).sort(newestFirst);
  const changedAt = Math.max(conversation.changedAt, below[0]?.changedAt ?? 0);
  return { conversation, forks: below, changedAt };
}

function newestFirst(a: Family, b: Family): number {
  return b.changedAt - a.changedAt;
}
