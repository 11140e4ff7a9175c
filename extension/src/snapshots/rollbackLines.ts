import { counted } from '@claude-sessions/core/counted.ts';
import type { RollbackPlan } from '../../../cli/src/api/types.ts';
import { sizeWords } from '../text/sizeWords.ts';

/** What a conversation is called, by its session id, as plain text. */
export type NameOf = (session: string) => string;

export interface RollbackLine {
  readonly label: string;
  readonly description: string;
}

type Steps = RollbackPlan['steps'];

/** What going back would do to each conversation, one line each; nothing where all of it is as it was. */
export function rollbackLines({ steps }: Pick<RollbackPlan, 'steps'>, nameOf: NameOf): RollbackLine[] {
  const bySession = new Map<string | undefined, Steps[number][]>();
  for (const step of steps) {
    const known = bySession.get(step.session);
    if (known) known.push(step);
    else bySession.set(step.session, [step]);
  }
  return [...bySession].map(([session, some]) => ({
    label: session === undefined ? 'Plans' : nameOf(session),
    description: whatBecomes(session, some),
  }));
}

const kinds = {
  back: 'comes back',
  shortened: 'as it was before more was said',
  rewritten: 'as it was written',
  removed: 'goes away',
} as const satisfies Record<Steps[number]['kind'], string>;

function whatBecomes(session: string | undefined, steps: Steps): string {
  const transcript = steps.find(({ path }) => path.endsWith(`/${session}.jsonl`));
  const others = steps.length - (transcript ? 1 : 0);
  const size = (bytes: number) => (bytes === 0 ? 'nothing' : sizeWords(bytes));
  return [
    ...(transcript ? [kinds[transcript.kind], `${size(transcript.from)} → ${size(transcript.to)}`] : []),
    ...(others > 0 ? [counted(others, transcript ? 'other file' : 'file')] : []),
  ].join(' · ');
}

/** All of it in a sentence. */
export function rollbackSummary({ steps, begunSince }: Pick<RollbackPlan, 'steps' | 'begunSince'>): string {
  const sessions = new Set(steps.flatMap(({ session }) => session ?? []));
  const since = counted(begunSince.length, 'conversation');
  return [
    `${counted(sessions.size, 'conversation')}, ${counted(steps.length, 'file')}`,
    ...(begunSince.length > 0 ? [`${since} begun since ${begunSince.length > 1 ? 'stay' : 'stays'}`] : []),
  ].join('; ');
}
