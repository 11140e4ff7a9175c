import { isAlive, until } from '../system/processes.ts';

/**
 * Waits until it is this run's turn: `npm test` says by CLAUDE_SESSIONS_TESTS_AFTER which process has to end first, so that a
 * tier gets ready beside the quick tiers, and its tests have the machine to themselves.
 */
export async function ourTurn(): Promise<void> {
  const first = Number(process.env.CLAUDE_SESSIONS_TESTS_AFTER);
  if (first > 0) await until(() => !isAlive(first, 'vitest'), 1_800_000, 500);
}
