import type { PruneOptions } from '../commands/prune.ts';
import type { PruneConversationsOptions } from '../commands/pruneConversations.ts';
import type { PruneSnapshotsOptions } from '../commands/pruneSnapshots.ts';
import { folderArgument, withDryRun, withEngine, withJson, withVerbosity } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

type Options = PruneOptions &
  PruneConversationsOptions &
  PruneSnapshotsOptions & { readonly conversations?: boolean; readonly snapshots?: boolean };

/** Adds `prune`. */
export function addPrune(program: OurCommand): void {
  const prune = program
    .declare(
      'prune',
      'sessions',
      'clear what is left of projects that are gone; let conversations and snapshots go',
      "Clears what is left of dev containers whose project folder is gone, or was taken over with adopt: the host's record, stopped containers, volumes. Shows all of it and asks first. Conversations under ~/.claude are never deleted by that; those in a volume are kept in a tar file before it is removed. With `--conversations` it lets conversations of this host go that you do not want any more, each kept in a snapshot first; with `--snapshots` old snapshots.",
    )
    .argument(...folderArgument);
  withVerbosity(withDryRun(withEngine(withJson(prune))), {
    quiet: 'print what was cleared, warnings and errors only',
    verbose: 'also print the ids of dev containers and containers, and how many files are kept',
  })
    .add('action', '--unmounted', 'also projects that may only be on a disk that is not mounted')
    .add('action', '-y, --yes', 'do not ask')
    .add('action', '--conversations', 'let conversations of this project go, by the options below')
    .add('action', '--snapshots', 'let snapshots of this project go, by the options below')
    .add('action', '--all', 'with one of these: of all projects')
    .add('action', '--older-than <time>', 'not changed, or taken, for so long: 90d, 4w, 12h')
    .add('action', '--larger-than <size>', 'whose transcript is larger: 50MB')
    .add('action', '--empty', 'in which nothing was said')
    .add('action', '--remnants', 'folders whose transcript is gone')
    .add('action', '--headless', 'made by `claude -p` or the SDK')
    .add('action', '--keep-last <number>', 'of snapshots: the newest, which stay')
    .add('action', '--only-copies', 'also snapshots that alone have a conversation')
    .example('claude-sessions prune --dry-run')
    .example('claude-sessions prune')
    .example('claude-sessions prune --conversations --empty --remnants', 'what nobody misses')
    .example('claude-sessions prune --conversations --older-than 90d --headless --all')
    .example('claude-sessions prune --snapshots --older-than 180d --keep-last 10')
    .note(
      'What Claude Code has open, and what waits in a mirror, is never let go. --older-than and --larger-than hold both; of --empty, --remnants and --headless one is enough.',
    )
    .action(async (folder: string | undefined, options: Options) => {
      process.exitCode = await (await import('../commands/pruneWhat.ts')).pruneWhat(folder, options);
    });
}
