import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import { type LetGoRules, letsGo, type Spared } from '@claude-sessions/core/prune/letGoRules.ts';
import { type FindRequest, findConversations } from '../../conversations/findConversations.ts';

/** A conversation of this host that is to go. */
export interface Chosen {
  readonly conversation: Conversation;
  /** The folder of its project. */
  readonly project: string;
  /** Conversations that were forked from it and stay: they are whole without it. */
  readonly forks: readonly string[];
}

export interface Choice {
  readonly chosen: readonly Chosen[];
  readonly spared: readonly { readonly conversation: Conversation; readonly why: Spared }[];
}

/** Those of this host that the rules let go; others are never looked at for that. Only looks. */
export async function chooseConversations(
  request: FindRequest,
  rules: LetGoRules,
  now: number,
): Promise<Choice> {
  const all = await findConversations(request);
  const host = all.filter(({ place }) => place.kind === 'host');
  const waiting = new Set(all.flatMap(({ id, isWaiting }) => (isWaiting ? id : [])));
  const open = new Set(all.flatMap(({ id, openIn }) => (openIn ? id : [])));
  const projects = new Map(host.flatMap(({ slug, project }) => (project ? [[slug, project]] : [])));
  const going = host.filter((each) => letsGo(rules, each, now));
  const ids = new Set(going.map(({ id }) => id));
  const chosen: Chosen[] = [];
  const spared: Choice['spared'][number][] = [];
  for (const conversation of going) {
    const { id, slug } = conversation;
    const project = request.project ?? conversation.project ?? projects.get(slug);
    if (open.has(id)) spared.push({ conversation, why: 'open' });
    else if (waiting.has(id)) spared.push({ conversation, why: 'waiting' });
    else if (project === undefined) spared.push({ conversation, why: 'unknown-project' });
    else chosen.push({ conversation, project, forks: forksOf(id, all, ids) });
  }
  return { chosen, spared };
}

function forksOf(id: string, all: readonly Conversation[], going: ReadonlySet<string>): string[] {
  const forks = all.flatMap((each) => (each.forkedFrom?.id === id && !going.has(each.id) ? each.id : []));
  return [...new Set(forks)];
}
