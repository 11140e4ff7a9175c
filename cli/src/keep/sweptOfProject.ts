import { sweptIn } from '@claude-sessions/core/conversations/sweptSoon.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { type Due, dueForSweep } from './dueForSweep.ts';
import { type Kept, keepDue } from './keepDue.ts';

/** What Claude Code deletes of a project within a week. */
export interface SweptOfProject {
  readonly due: readonly Due[];
  /** What came of keeping it now; undefined where that was not asked for. */
  readonly now: Kept | undefined;
}

/** @param keeps also keeps what is not kept yet @throws UserError when the folder is none */
export async function sweptOfProject(folder: string, keeps: boolean): Promise<SweptOfProject> {
  const request = await requestForProject(folder);
  const look = () => dueForSweep(request, Date.now());
  const due = await look();
  if (!keeps) return { due, now: undefined };
  const now = await keepDue(due, { ...request, reason: 'before-sweep' });
  return { due: await look(), now };
}

/** In a line; undefined where there is nothing. @param command that keeps them */
export function sweptLine({ due }: SweptOfProject, command: string, now: number): string | undefined {
  const [first] = due;
  if (!first) return undefined;
  const { length } = due;
  const kept = due.filter(({ isKept }) => isKept).length;
  const when = sweptIn(first.conversation.sweptAt ?? now, now);
  const what = `${counted(length, 'conversation')} within a week, ${length === 1 ? '' : 'the first '}${when}`;
  if (kept === length) return `${what}; ${length === 1 ? 'it is' : 'they are'} kept`;
  return `${what}${kept === 0 ? '' : `; ${kept} kept`}: ${command} keeps ${length === 1 ? 'it' : 'them'}`;
}

/** For programs. */
export function sweptJson({ due, now }: SweptOfProject): Record<string, unknown> {
  const first = due[0]?.conversation.sweptAt;
  return {
    conversations: due.length,
    first: first === undefined ? null : new Date(first).toISOString(),
    kept: due.filter(({ isKept }) => isKept).length,
    ...(now && { snapshots: now.snapshots, troubles: now.troubles }),
  };
}
