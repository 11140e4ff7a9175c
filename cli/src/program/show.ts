import type { ShowCommandOptions } from '../commands/show.ts';
import { withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds `show`. */
export function addShow(program: OurCommand): void {
  const added = program
    .declare(
      'show',
      'sessions',
      'read a conversation',
      'Shows who said what in a conversation, in the branch with which it goes on: tool calls folded, edits as diffs, other branches where they part. On a terminal it is shown by your pager, from its end; a large file is read from its end, too. Reads only; nothing in a conversation runs or is loaded.',
    )
    .argument(
      '[id]',
      'its session id, the beginning of that, or words of its title (default: choose from a list)',
    )
    .add(
      'output',
      '--format <format>',
      'how it is written (default: as the file of --output is named, else text)',
      ['text', 'markdown', 'html', 'json'],
    )
    .add('output', '-o, --output <file>', 'write it to a file, whole')
    .add('output', '--redact', 'mask what is or may be a secret, and leave out images')
    .add('output', '--full', 'unfold everything, and show what subagents said')
    .add('output', '--from-start', 'the whole of it, from its beginning, however large it is');
  withEngine(withJson(added))
    .example('claude-sessions show 0a1b2c3d')
    .example('claude-sessions show 0a1b2c3d -o conversation.html', 'one file for a browser')
    .example('claude-sessions show 0a1b2c3d --format markdown --redact', 'to paste it somewhere')
    .note('--redact finds secrets by how they look: read what it leaves before you pass it on.')
    .action(async (id: string | undefined, options: ShowCommandOptions) => {
      process.exitCode = await (await import('../commands/show.ts')).show(id, options);
    });
}
