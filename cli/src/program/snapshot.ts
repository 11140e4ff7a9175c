import type { SnapshotOptions } from '../commands/snapshot.ts';
import { folderArgument, withDryRun, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addSnapshot(program: OurCommand): void {
  const added = program
    .declare(
      'snapshot',
      'sessions',
      'keep the conversations of a project as they are now',
      'Keeps every conversation of a project with what belongs to it: subagents, tool results, todo lists, plans, checkpoints, memory. It lies in ~/.claude-sessions/snapshots, where neither Claude Code nor a container deletes it. Of what was kept before only the new bytes are. The commit of the git repository is noted, too.',
    )
    .argument(...folderArgument);
  withDryRun(withJson(added), 'say what is new, and keep nothing')
    .add('action', '--name <text>', 'a name for it')
    .add('action', '--list', 'list the snapshots of this project, the newest first')
    .add('action', '--delete <id>', 'delete a snapshot')
    .add('action', '-y, --yes', 'do not ask')
    .example('claude-sessions snapshot --name "Before the big change"')
    .example('claude-sessions snapshot --list')
    .action(async (folder: string | undefined, options: SnapshotOptions) => {
      process.exitCode = await (await import('../commands/snapshot.ts')).snapshot(folder, options);
    });
}
