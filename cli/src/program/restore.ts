import type { RestoreOptions } from '../commands/restore.ts';
import { withEngine, withJson, withRestic, withSnapshotBefore } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addRestore(program: OurCommand): void {
  const added = program
    .declare(
      'restore',
      'sessions',
      'bring back conversations that are gone',
      'Brings back conversations of this project that are gone, or shorter than what was kept of them, with what belongs to them. One that is as long as what was kept, or goes on otherwise, is never touched.',
    )
    .argument('[ids...]', 'their session ids, or the beginnings of them (default: choose from a list)');
  withSnapshotBefore(withEngine(withRestic(withJson(added))))
    .add('action', '--from <snapshot>', 'as this snapshot has them (default: the one with the most of each)')
    .add(
      'action',
      '--from-repository [repository]',
      'get the newest snapshot of each machine, or that of --from, out of a repository of restic first (default: as `claude-sessions config` shows)',
    )
    .add('action', '--list', 'list what can be brought back')
    .example('claude-sessions restore --list')
    .example('claude-sessions restore 0a1b2c3d')
    .example(
      'claude-sessions restore 0a1b2c3d --from-repository /mnt/backup',
      'out of a repository of restic',
    )
    .action(async (ids: readonly string[], options: RestoreOptions) => {
      process.exitCode = await (await import('../commands/restore.ts')).restore(ids, options);
    });
}
