import type { MergeOptions } from '../commands/merge.ts';
import { withDryRun, withEngine, withJson, withSnapshotBefore } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addMerge(program: OurCommand): void {
  const added = program
    .declare(
      'merge',
      'sessions',
      'bring what was said in a branch back into its conversation',
      'Adds one block to the end of a conversation: what was said in a branch of it since it parted, or your summary of that. Claude Code shows the block and sends it with the next prompt; no other line changes. Merged again, only what is new in the branch is added. Without arguments, the branches in this project that could be merged are listed.',
    )
    .argument('[branch]', 'the branch: its session id, the beginning of that, or words of its title');
  withSnapshotBefore(withDryRun(withEngine(withJson(added)), 'print the block, and add nothing'))
    .add(
      'action',
      '--into <id>',
      'the conversation that it goes into (default: the one it was branched from)',
    )
    .add(
      'action',
      '--summary <text>',
      'your summary, in the place of what was said; - reads it from the standard input',
    )
    .add('action', '--edit', 'edit the block in your editor first ($VISUAL, $EDITOR)')
    .example('claude-sessions merge', 'what could be merged')
    .example('claude-sessions merge 9c1e --into 3f2a')
    .example('claude-sessions merge 9c1e --into 3f2a --summary "SQLite works; we keep it."')
    .action(async (id: string | undefined, options: MergeOptions) => {
      process.exitCode = await (await import('../commands/merge.ts')).merge(id, options);
    });
}
