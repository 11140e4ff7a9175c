import { UsageError } from '../host/errors.ts';
import { runInOurPlace } from '../host/runProcess.ts';
import { checkHere, findClaude } from './checkHere.ts';
import { openChosen } from './openChosen.ts';
import type { EnterOptions } from './options.ts';

/**
 * `continue --host`: checks what the container wrote, then continues the last conversation of the project on this host.
 * @param args for Claude Code, after its own
 * @returns the exit code of Claude Code
 * @throws UserError with the findings printed, when something would act
 */
export async function continueHere(
  folder: string | undefined,
  args: readonly string[],
  options: EnterOptions,
): Promise<number> {
  if (options.recreate) throw new UsageError('--recreate and --host do not go together.', 'Leave one out.');
  const workspace = await openChosen(folder, options, {
    hint: 'No shared container writes its conversations: run `claude --continue` there.',
  });
  const claude = await findClaude();
  await checkHere(workspace);
  return runInOurPlace({ command: claude, args: ['--continue', ...args], cwd: workspace.realFolder });
}
