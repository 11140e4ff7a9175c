import { advice, ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { enterChosen } from './enterChosen.ts';
import { notInstalled } from './notInstalled.ts';
import type { EnterOptions } from './options.ts';

/** Where nothing was said yet there is nothing to continue, and Claude Code would say so and end. */
const script = `command -v claude >/dev/null 2>&1 || exit 127
for each in "\${CLAUDE_CONFIG_DIR:-$HOME/.claude}"/projects/*/*.jsonl; do
  if [ -e "$each" ]; then exec claude --continue "$@"; fi
done
exec claude "$@"`;

/**
 * `continue`: brings the dev container up if need be, and continues the last conversation inside; with `--host` on this host.
 * @param args for Claude Code, after its own
 * @returns the exit code of Claude Code
 */
export async function continueInside(
  folder: string | undefined,
  args: readonly string[],
  options: EnterOptions,
): Promise<number> {
  if (options.host) return (await import('./continueHere.ts')).continueHere(folder, args, options);
  return enterChosen(folder, ['sh', '-c', script, 'sh', ...args], options, {
    unlessSetUp: advice`Run ${ourCommand('share')} to continue the conversations of this host there, or ${ourCommand('isolate')} to keep those of the container.`,
    notFound: notInstalled,
  });
}
