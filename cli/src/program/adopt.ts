import type { AdoptOptions } from '../commands/adopt.ts';
import {
  folderArgument,
  withConfiguration,
  withDryRun,
  withEngine,
  withJson,
  withSnapshotBefore,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds `adopt`. */
export function addAdopt(program: OurCommand): void {
  const adopt = program
    .declare(
      'adopt',
      'project',
      "take over a project's conversations after it was renamed or moved",
      "Takes over what is filed under the project's former place: the conversations on this host, which are moved; the container's volume, which is copied; and the mode and options chosen there. Shows all of it and asks first. May be stopped at any time and run again.",
    )
    .argument('<old>', 'where the project was: its path, or the id of its dev container')
    .argument(...folderArgument);
  withVerbosity(withSnapshotBefore(withDryRun(withEngine(withJson(withConfiguration(adopt))))), {
    quiet: 'print what was taken over, warnings and errors only',
    verbose: 'also print each folder and volume with where it went',
  })
    .add('action', '--no-volume', "leave the container's volume as it is")
    .add('action', '-y, --yes', 'do not ask')
    .example('claude-sessions adopt ~/old-name', 'in the folder as it is named now')
    .example('claude-sessions adopt ~/old-name --dry-run')
    .action(async (old: string, folder: string | undefined, options: AdoptOptions) => {
      process.exitCode = await (await import('../commands/adopt.ts')).adopt(old, folder, options);
    });
}
