import type { RollbackCommandOptions } from '../commands/rollback.ts';
import { several, withDryRun, withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addRollback(program: OurCommand): void {
  const added = program
    .declare(
      'rollback',
      'sessions',
      'go back to a snapshot of the conversations',
      'Puts the conversations of this project back as a snapshot has them. Shows what changes and asks first, and takes a snapshot of what is there: --undo puts that back. Conversations begun since stay. Nothing is done while Claude Code has one of them open.',
    )
    .argument(
      '[snapshot]',
      'its id, the beginning of that, or its name (default: the newest that differs from now)',
    );
  withDryRun(withEngine(withJson(added)))
    .addOption(several('action', '--conversation <id>', 'only this conversation; may be given several times'))
    .add('action', '--exact', 'also take away conversations that were begun since')
    .add(
      'action',
      '--code',
      'also check out the files of the repository as they were; asks apart, and moves no branch',
    )
    .add('action', '--undo', 'put back what was there before the last rollback')
    .add('action', '-y, --yes', 'do not ask')
    .example('claude-sessions rollback -n', 'what would change')
    .example('claude-sessions rollback "Before the big change" --code')
    .example('claude-sessions rollback --undo')
    .action(async (id: string | undefined, options: RollbackCommandOptions) => {
      process.exitCode = await (await import('../commands/rollback.ts')).rollback(id, options);
    });
}
