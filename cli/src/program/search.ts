import { saidKinds } from '@claude-sessions/core/conversations/search/Query.ts';
import type { SearchCommandOptions } from '../commands/search.ts';
import { withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds the command that searches conversations. */
export function addSearch(program: OurCommand): void {
  const added = program
    .declare(
      'search',
      'sessions',
      'find the conversations in which words were said',
      'Searches what you and Claude said, what tools were given and gave, and titles. A message has to have all of the words, in capitals or not; several words in quotes are a phrase. Prints the conversations, the one that was changed last first, with the first messages that have them.',
    )
    .argument('<words...>', 'what to search for; a part of a word will do')
    .action(async (words: string[], options: SearchCommandOptions) => {
      process.exitCode = await (await import('../commands/search.ts')).search(words, options);
    });
  withEngine(withJson(added))
    .add('action', '--all', 'in the conversations of all projects')
    .add('action', '--in <where>', 'only there (default: all)', [
      ...saidKinds.map((kind) => `${kind}s`),
      'all',
    ])
    .add('action', '--limit <number>', 'no more than so many conversations')
    .add('action', '--containers', "in those of containers' volumes, too; each is copied to be searched")
    .example('claude-sessions search retry backoff', 'both words, in one message')
    .example('claude-sessions search "exponential backoff" --all', 'a phrase, in every project')
    .example('claude-sessions search migration --in prompts', 'what you asked')
    .note('Exit codes: 1 when nothing is found.');
}
