import { folderArgument, withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { runs } from './runs.ts';

/** Adds the command that lists conversations. */
export function addList(program: OurCommand): void {
  const added = program
    .declare(
      'list',
      'sessions',
      'list the conversations of this project, or of all',
      'Lists the conversations of a project, the one that was changed last first: those of its folder, of folders in it and of other git worktrees of its repository, on this host, in mirrors that are reviewed and in the volumes of its dev containers, which need not run. Reads the beginning and the end of a transcript that has changed, and nothing of others. Without a devcontainer.json, the project is the git repository around the folder, or the folder itself.',
    )
    .argument(...folderArgument)
    .action(runs(async () => (await import('../commands/list.ts')).list));
  withEngine(withJson(added))
    .add('action', '--all', 'the conversations of all projects')
    .add('action', '--limit <number>', 'no more than so many')
    .example('claude-sessions list')
    .example('claude-sessions list --all --limit 20', 'what you did last, wherever it was')
    .example("claude-sessions list --json | jq -r '.conversations[].title'")
    .note('Where the output is no terminal, each line has tabs between its columns, and nothing is cut.');
}
