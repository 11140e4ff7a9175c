import type { Container } from '@claude-sessions/core/container/inspect.ts';
import type { InsideFix } from '@claude-sessions/core/findings/finding.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runBounded } from '../host/runBounded.ts';

/**
 * Runs `claude-state heal` or `bridge` in a running container.
 * @returns what was done, with what the program said
 * @throws UserError when it did not come to a good end
 */
export async function stateInside(
  engine: Engine,
  container: Container,
  user: string,
  command: InsideFix,
): Promise<string> {
  const result = await runBounded({
    command: engine.command,
    signal: engine.signal,
    args: ['exec', '--user', user, container.id, 'claude-state', command],
    timeoutMs: 60_000,
    maxBytes: 64 * 1024,
  });
  const said = result.stderr ? `: ${result.stderr}` : '';
  if (result.ended === 'exit' && result.exitCode === 0) {
    return `ran \`claude-state ${command}\` in ${container.name} as ${user}${said}`;
  }
  const why = result.ended === 'time' ? ': it did not end within a minute' : said;
  throw new UserError(
    `\`claude-state ${command}\` failed in ${container.name}${why}.`,
    'Rebuild the container.',
  );
}
