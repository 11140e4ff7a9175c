import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { isTranscript } from '@claude-sessions/core/snapshots/sessionOf.ts';
import type { RollbackPlan, RollbackStep } from '../snapshots/snapshots.ts';

const words = {
  back: 'comes back',
  shortened: 'is shortened',
  rewritten: 'is written as it was',
  removed: 'goes',
};

/** What a rollback would change, for people. @param titleOf of a conversation, not escaped */
export function rollbackLines(
  { steps, begunSince }: RollbackPlan,
  titleOf: (session: string) => string | undefined,
): string[] {
  const sessions = new Map<string | undefined, RollbackStep[]>();
  for (const step of steps) sessions.set(step.session, [...(sessions.get(step.session) ?? []), step]);
  const lines: string[] = [];
  for (const [session, own] of sessions) {
    const transcript = own.find(({ path }) => isTranscript(path));
    const others = own.filter((each) => each !== transcript);
    if (session === undefined)
      lines.push(...others.map((each) => `  ${shownLine(each.path, 100)}: ${stepWords(each)}`));
    else {
      const title = titleOf(session);
      const what = transcript ? stepWords(transcript) : 'stays';
      const more = others.length > 0 ? `, and ${counted(others.length, 'file')} that belong to it` : '';
      lines.push(
        `  ${session.slice(0, 8)}${title ? ` (${shownLine(title.replace(/\s+/g, ' '), 60)})` : ''}: ${what}${more}`,
      );
    }
  }
  const stay = begunSince.filter((id) => !steps.some(({ session }) => session === id));
  if (stay.length > 0)
    lines.push(`  ${counted(stay.length, 'conversation')} begun since: stay (--exact takes them away)`);
  return lines;
}

function stepWords({ kind, from, to }: RollbackStep): string {
  const sizes =
    kind === 'back'
      ? shownSize(to)
      : kind === 'removed'
        ? shownSize(from)
        : `${shownSize(from)} → ${shownSize(to)}`;
  return `${words[kind]} (${sizes})`;
}
