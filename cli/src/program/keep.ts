import { withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds `keep`. */
export function addKeep(program: OurCommand): void {
  const added = program
    .declare(
      'keep',
      'sessions',
      'keep conversations before Claude Code deletes them',
      "Claude Code deletes conversations that were not used for 30 days (`cleanupPeriodDays`), of every project. `keep on` adds hooks to the host's own settings.json that take a snapshot when a session starts and ends: of its project, and at the start of whatever would be deleted within a week. In the background, and without a word to Claude. No other character of the file changes; `keep off` takes the hooks out, and what was kept stays.",
    )
    .usage('[options] [on | off | status]')
    .argument('[action...]', 'on, off, or status (default)')
    .suggest('action', ['on', 'off', 'status'])
    .note('Exit codes: 1 when it is on and not everything is kept, or cannot be turned on or off.')
    .note('On Windows there are no hooks, which need a POSIX shell: use it in WSL, or `status --keep`.')
    .action(async (words: string[], options: { json?: boolean }) => {
      process.exitCode = await (await import('../commands/keep.ts')).keep(words, options);
    });
  withJson(added)
    .example('claude-sessions keep on')
    .example('claude-sessions keep status', 'whether it works, and what Claude Code deletes next')
    .example('claude-sessions keep off');
}
