import type { SnapshotOptions } from '../commands/snapshot.ts';
import { folderArgument, withDryRun, withEngine, withJson, withRestic } from './commonOptions.ts';
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
  withDryRun(withEngine(withRestic(withJson(added))), 'say what is new, and keep nothing')
    .add('action', '--name <text>', 'a name for it')
    .add('action', '--containers', 'also keep what lies in the volumes of its dev containers')
    .add('action', '--list', 'list the snapshots of this project, the newest first')
    .add(
      'action',
      '--to [repository]',
      'keep it in a repository of restic, too, as restic writes its place (default: as `claude-sessions config` shows)',
    )
    .add('action', '--init', 'with --to: make the repository where there is none')
    .add('action', '--from [repository]', 'with --list: those in a repository of restic, of all machines')
    .add('action', '--delete <id>', 'delete a snapshot')
    .add('action', '-y, --yes', 'do not ask')
    .example('claude-sessions snapshot --name "Before the big change"')
    .example('claude-sessions snapshot --containers')
    .example('claude-sessions snapshot --list')
    .example('claude-sessions snapshot --to /mnt/backup --init', 'in a repository of restic, too')
    .action(async (folder: string | undefined, options: SnapshotOptions) => {
      process.exitCode = await (await import('../commands/snapshot.ts')).snapshot(folder, options);
    });
}
