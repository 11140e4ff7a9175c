import type { RestoreOptions } from '../commands/restore.ts';
import { withEngine, withJson, withSnapshotBefore } from './commonOptions.ts';
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
  withSnapshotBefore(withEngine(withJson(added)))
    .add('action', '--from <snapshot>', 'as this snapshot has them (default: the one with the most of each)')
    .add('action', '--list', 'list what can be brought back')
    .example('claude-sessions restore --list')
    .example('claude-sessions restore 0a1b2c3d')
    .action(async (ids: readonly string[], options: RestoreOptions) => {
      process.exitCode = await (await import('../commands/restore.ts')).restore(ids, options);
    });
}
