import { statsTables } from '@claude-sessions/core/stats/statsText.ts';
import { folderArgument, withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { runs } from './runs.ts';

/** Adds the command that adds up what conversations used. */
export function addStats(program: OurCommand): void {
  const added = program
    .declare(
      'stats',
      'sessions',
      'show tokens, cost, time and tools of this project, or of all',
      "Adds up what the conversations of a project used: tokens, what they cost by the API's prices, time and tools, by day, model, git branch, side (host or container) and conversation. What is in several transcripts, as in branches and copies, counts once, and subagents count for their conversation. No network is needed: the prices are a table with a date.",
    )
    .argument(...folderArgument)
    .action(runs(async () => (await import('../commands/stats.ts')).stats));
  withEngine(withJson(added))
    .add('action', '--all', 'the conversations of all projects')
    .add('action', '--since <date>', 'from that day on: 2026-11-01')
    .add('action', '--until <date>', 'up to that day, it included')
    .add('action', '--by <what>', 'only this table', statsTables)
    .add('action', '--containers', "those in containers' volumes, too; each is copied to be read")
    .example('claude-sessions stats', 'this week first, then the rest')
    .example('claude-sessions stats --all --since 2026-11-01 --by model')
    .example("claude-sessions stats --json | jq '.total.cost'")
    .note('Days are those of your time zone.');
}
