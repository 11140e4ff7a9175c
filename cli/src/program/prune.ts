import type { PruneOptions } from '../commands/prune.ts';
import { withDryRun, withEngine, withJson, withVerbosity } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds `prune`. */
export function addPrune(program: OurCommand): void {
  const prune = program.declare(
    'prune',
    'sessions',
    'clear what is left of projects that are gone',
    "Clears what is left of dev containers whose project folder is gone, or was taken over with adopt: the host's record, stopped containers, volumes. Shows all of it and asks first. Conversations under ~/.claude are never deleted; those in a volume are kept in a tar file before it is removed.",
  );
  withVerbosity(withDryRun(withEngine(withJson(prune))), {
    quiet: 'print what was cleared, warnings and errors only',
    verbose: 'also print the ids of dev containers and containers, and how many files are kept',
  })
    .add('action', '--unmounted', 'also projects that may only be on a disk that is not mounted')
    .add('action', '-y, --yes', 'do not ask')
    .example('claude-sessions prune --dry-run')
    .example('claude-sessions prune')
    .action(async (options: PruneOptions) => {
      process.exitCode = await (await import('../commands/prune.ts')).prune(options);
    });
}
