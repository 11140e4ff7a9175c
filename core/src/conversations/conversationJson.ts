import { type Conversation, titleOf } from './Conversation.ts';

/** A conversation for programs: as `schemas/list-report.schema.json` says. */
export function conversationJson(conversation: Conversation): Record<string, unknown> {
  const { id, slug, place, project, size, turns, version, forkedFrom, sweptAt } = conversation;
  return {
    id,
    place: placeJson(place),
    slug,
    project: project ?? null,
    title: titleOf(conversation) ?? null,
    customTitle: conversation.customTitle ?? null,
    aiTitle: conversation.aiTitle ?? null,
    tag: conversation.tag ?? null,
    firstPrompt: conversation.firstPrompt ?? null,
    lastWords: conversation.lastWords ?? null,
    cwd: conversation.cwd ?? null,
    gitBranch: conversation.gitBranch ?? null,
    clientVersion: version ?? null,
    begunAt: timeOf(conversation.begunAt),
    changedAt: timeOf(conversation.changedAt),
    size,
    turns: turns ?? null,
    openIn: conversation.openIn ?? null,
    forkedFrom: forkedFrom ? { id: forkedFrom.id, message: forkedFrom.message ?? null } : null,
    continuedIn: conversation.continuedIn ?? null,
    waiting: conversation.isWaiting,
    sweptAt: timeOf(sweptAt),
    kept: conversation.isKept ?? null,
    headless: conversation.isHeadless,
    remnant: conversation.isRemnant,
    empty: conversation.isEmpty,
  };
}

function placeJson(place: Conversation['place']): Record<string, unknown> {
  if (place.kind !== 'container') return { kind: place.kind };
  return {
    kind: place.kind,
    volume: place.volume,
    container: place.container ?? null,
    running: place.running,
  };
}

function timeOf(time: number | undefined): string | null {
  if (time === undefined) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
