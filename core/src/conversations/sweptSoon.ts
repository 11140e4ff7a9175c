import type { Conversation } from './Conversation.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What Claude Code deletes sooner than that is named, and kept where it is asked to be. */
const sweptSoonMs = 7 * dayMs;

/** True of what Claude Code on this host deletes within a week, unless it is used. */
export function isSweptSoon({ sweptAt }: Pick<Conversation, 'sweptAt'>, now: number): boolean {
  return sweptAt !== undefined && sweptAt - now < sweptSoonMs;
}

/** How long there is until then, after a preposition: `in 3 days`. */
export function sweptIn(sweptAt: number, now: number): string {
  const days = Math.floor((sweptAt - now) / dayMs);
  return days < 1 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
}
