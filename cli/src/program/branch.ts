import type { BranchOptions } from '../commands/branch.ts';
import { withDryRun, withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addBranch(program: OurCommand): void {
  const added = program
    .declare(
      'branch',
      'sessions',
      'make a new conversation of an earlier one, up to a message',
      'Makes a new conversation that goes on from a message of another one, as Claude Code forks them. The other one is only read. What a container can write is checked first, as by `verify`.',
    )
    .argument('<id>', 'the conversation: its session id, the beginning of that, or words of its title');
  withDryRun(withEngine(withJson(added)), 'say what would be made, and make nothing')
    .add(
      'action',
      '--at <message>',
      'up to this message: its uuid, or the beginning of it, as `show` has it (default: all of it)',
    )
    .add('action', '--name <name>', 'its title; with --worktree also the name of the git branch')
    .add('action', '--worktree [folder]', 'in a git worktree of its own (default: beside the repository)')
    .example('claude-sessions branch 3f2a')
    .example('claude-sessions branch 3f2a --at 9c1e --name "the other way"', 'from an earlier message')
    .example('claude-sessions branch 3f2a --name try-sqlite --worktree', 'with files of its own')
    .action(async (id: string, options: BranchOptions) => {
      process.exitCode = await (await import('../commands/branch.ts')).branch(id, options);
    });
}
