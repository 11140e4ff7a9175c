import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import { isSweptSoon } from '@claude-sessions/core/conversations/sweptSoon.ts';
import { type FindRequest, findConversations } from '../conversations/findConversations.ts';
import { KeptFiles } from './keptFiles.ts';

/** A conversation that Claude Code deletes within a week. */
export interface Due {
  readonly conversation: Conversation;
  /** The folder of its project; undefined where nothing tells. */
  readonly project: string | undefined;
  /** A snapshot has it as it is now. */
  readonly isKept: boolean;
}

type DueRequest = FindRequest & {
  readonly home: string;
  /** Claude Code deletes what is older, in milliseconds, where a project's settings say other than the user's. */
  readonly period?: number | undefined;
};

/** What Claude Code on this host deletes within a week, of a project or of all: what is deleted first comes first. */
export async function dueForSweep({ period, ...request }: DueRequest, now: number): Promise<Due[]> {
  const found = (await findConversations(request)).filter(({ place }) => place.kind === 'host');
  const projects = projectsBySlug(found);
  const kept = new Map<string, Promise<KeptFiles>>();
  const due: Due[] = [];
  for (const each of found) {
    const sweptAt =
      period === undefined ? each.sweptAt : Math.min(each.sweptAt ?? Infinity, each.changedAt + period);
    if (!isSweptSoon({ sweptAt }, now)) continue;
    const project = request.project ?? each.project ?? projects.get(each.slug);
    if (project !== undefined && !kept.has(project)) kept.set(project, KeptFiles.of({ ...request, project }));
    const isKept = project !== undefined && (await kept.get(project))?.has(each) === true;
    due.push({ conversation: { ...each, sweptAt }, project, isKept });
  }
  return due.sort((a, b) => (a.conversation.sweptAt ?? 0) - (b.conversation.sweptAt ?? 0));
}

/** Where one does not say itself of which project it is, others that are filed with it do. */
function projectsBySlug(found: readonly Conversation[]): Map<string, string> {
  return new Map(found.flatMap(({ slug, project }) => (project === undefined ? [] : [[slug, project]])));
}
