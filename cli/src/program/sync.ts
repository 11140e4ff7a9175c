import type { SyncOptions } from '../commands/sync.ts';
import { folderArgument, withDryRun, withEngine, withJson, withRestic } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

export function addSync(program: OurCommand): void {
  const added = program
    .declare(
      'sync',
      'sessions',
      "carry a project's conversations between your machines",
      "Your machines meet in a folder that you carry between them by any means: Syncthing, Dropbox, NFS, a stick. Each puts its conversations down there, encrypted, and takes what the others have. Where one has gone on with a conversation, the other goes on from there; where both have, both are kept. Nothing of yours is replaced by less. The project is known by its repository's remote. The place is remembered: `sync` alone does it again.",
    )
    .argument(...folderArgument);
  withDryRun(withEngine(withRestic(withJson(added))), 'say what would be done, and change nothing')
    .add(
      'action',
      '--with <place>',
      'the folder in which your machines meet; restic:PLACE for a repository of restic',
    )
    .add('action', '--init', 'with --with restic:PLACE: make the repository where there is none')
    .add('action', '--project <name>', 'by which name other machines know it, where it has no remote')
    .add(
      'action',
      '--restore <id>',
      'bring back what was deleted or damaged here, as a machine put it down; or all',
    )
    .add('action', '--accept', 'also take what would act on this host, as you know that it is yours')
    .add('action', '--status', 'show which machines have put down what')
    .add('action', '--off', 'forget the place; what lies there stays')
    .add('action', '--key', 'print the key, for another machine of yours')
    .add('action', '--key-file <file>', 'with --with: the key of your other machines')
    .add('action', '--plain', 'with --with: do not encrypt')
    .example('claude-sessions sync --with ~/Sync', 'the first time')
    .example('claude-sessions sync', 'and again')
    .example('claude-sessions sync --with ~/Sync --key-file key.txt', 'on another machine')
    .example('claude-sessions sync --with restic:sftp:me@host:/backup', 'by a repository of restic')
    .action(async (folder: string | undefined, options: SyncOptions) => {
      process.exitCode = await (await import('../commands/sync.ts')).sync(folder, options);
    });
}
