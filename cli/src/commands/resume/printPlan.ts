import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import type { FoundConversation } from '../../conversations/findConversations.ts';
import type { ResumeSide } from '../../conversations/resume/chooseSide.ts';
import { escapeControls, printResult } from '../../terminal/output.ts';
import type { ResumeContext } from './ResumeContext.ts';

/** What would be run, and where: `--dry-run`. @returns the exit code */
export function printPlan(
  { id, place, isWaiting }: FoundConversation,
  { side, directory, context }: { side: ResumeSide; directory: string; context: ResumeContext },
): 0 {
  const where =
    side === 'host'
      ? `On this host, in ${directory}`
      : `In the dev container of ${directory}, which is started if need be`;
  const before =
    side === 'host' && (place.kind === 'mirror' || isWaiting)
      ? ', once what waits in the mirror is pulled and was looked through'
      : '';
  const command = ['claude', '--resume', id, ...context.args].map(shellWord).join(' ');
  printResult(`${escapeControls(where + before)}:\n  ${escapeControls(command)}`);
  return 0;
}
