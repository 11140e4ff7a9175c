import type { Stats } from '@claude-sessions/core/stats/Stats.ts';
import type { FindRequest } from '../conversations/findConversations.ts';

export interface StatsRequest extends FindRequest {
  /** Milliseconds since 1970; from the beginning and until now, if absent. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What the conversations of a project, or all, came to: forks, background copies and subagents counted once. */
export async function readStats(request: StatsRequest): Promise<Stats> {
  throw new Error(`not built: ${request.configDir}`);
}
