import { isRecord, type JsonRecord } from './jsonRecord.ts';

/** A condition that the host works for by itself, unless it is at rest. */
export interface Goal {
  readonly condition: string;
  readonly rest: boolean;
}

/** More lines than follow the goals in a part of an honest transcript, and more goals: what is beyond stays open. */
const maxLines = 300_000;
const maxGoals = 20;
const maxBeyond = 1000;

interface Tracked {
  readonly condition: string;
  readonly line: number;
  /** Lines of the history that go on from the goal: ids. */
  readonly open: Set<string>;
  /** The latest time that one of them names. */
  time: string;
  /** The line that puts it at rest, and those that go on from there. */
  rest: { readonly by: string; readonly lines: Set<string> } | undefined;
  /** It stays open: the history may end in a line that goes on from the goal and not from the end of it. */
  stays: boolean;
}

/**
 * Which goals of a transcript, or of a part of it, are at rest. The last `goal_status` of the history counts for the client; which
 * lines are the history is a container's to say, so that a goal is at rest only where everything that goes on from it goes on
 * from its end as well. Memory is bounded.
 */
export class Goals {
  readonly #goals: Tracked[] = [];
  readonly #beyond: Tracked[] = [];
  #lines = 0;

  take(line: JsonRecord, number: number): void {
    if (line.type === 'last-prompt') this.#end(line.leafUuid);
    const status = goalStatus(line);
    if (this.#goals.length === 0 && !status) return;
    const uuid = typeof line.uuid === 'string' ? line.uuid : '';
    const time = typeof line.timestamp === 'string' ? line.timestamp : '';
    let known = false;
    for (const goal of this.#goals) known = this.#follow(goal, line.parentUuid, uuid, time, status) || known;
    if (!status || known) return;
    const goal = { condition: status, line: number, time, rest: undefined, stays: uuid === '' };
    if (this.#goals.length < maxGoals) this.#goals.push({ ...goal, open: new Set([uuid]) });
    else if (this.#beyond.length < maxBeyond) this.#beyond.push({ ...goal, open: new Set() });
  }

  /** @returns true when the line says again that this goal is open */
  #follow(goal: Tracked, parent: unknown, uuid: string, time: string, status: string | undefined): boolean {
    if (uuid === '' || goal.stays) return false;
    // A later line of the same id takes the place of the one that ended it.
    if (goal.rest?.by === uuid && status !== '') goal.stays = true;
    if (typeof parent !== 'string') return false;
    const after = goal.rest?.lines.has(parent) ? goal.rest.lines : undefined;
    if (!after && !goal.open.has(parent)) return false;
    if (++this.#lines > maxLines) goal.stays = true;
    if (after) {
      after.add(uuid);
      return false;
    }
    if (status !== undefined && status !== goal.condition && time >= goal.time && !goal.rest) {
      goal.rest = { by: uuid, lines: new Set([uuid]) };
      return false;
    }
    if (goal.rest) goal.stays = true;
    goal.open.add(uuid);
    if (time > goal.time) goal.time = time;
    return status === goal.condition;
  }

  /** A line says where the history ends. */
  #end(leaf: unknown): void {
    for (const goal of this.#goals)
      if (goal.rest && typeof leaf === 'string' && goal.open.has(leaf)) goal.stays = true;
  }

  finish(): readonly { readonly what: Goal; readonly line: number }[] {
    return [...this.#goals, ...this.#beyond].map(({ condition, line, rest, stays }) => ({
      what: { condition, rest: rest !== undefined && !stays },
      line,
    }));
  }
}

/** The condition of a `goal_status`, empty when the goal is at rest, by the rule of the client (its program, 2.1.197 to 2.1.332). */
function goalStatus({ attachment }: JsonRecord): string | undefined {
  if (!isRecord(attachment) || attachment.type !== 'goal_status') return undefined;
  const { met, failed, condition } = attachment;
  return met || failed || typeof condition !== 'string' ? '' : condition;
}
