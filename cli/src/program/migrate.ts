import type { MigrateOptions } from '../commands/migrate.ts';
import {
  folderArgument,
  several,
  withConfiguration,
  withDryRun,
  withEngine,
  withJson,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { runs } from './runs.ts';

/** Adds the command that brings what another set-up kept. */
export function addMigrate(program: OurCommand): void {
  const migrate = program
    .declare(
      'migrate',
      'anywhere',
      "copy Claude's state from volumes and folders of another layout",
      "Copies what a dev container kept of Claude's state elsewhere into the volumes that it uses now: from volumes and folders that its devcontainer.json or Compose files mount, or mounted before share or isolate; from those of other Features; and what it filed in your own ~/.claude. How each is laid out is told by its content. Shows all of it and asks first. The source is only read, and nothing is replaced. May be stopped at any time and run again.",
    )
    .argument(...folderArgument);
  withVerbosity(withDryRun(withEngine(withJson(withConfiguration(migrate)))), {
    quiet: 'print what was copied, warnings and errors only',
    verbose: 'also print more of the paths that stay as they are',
  })
    .addOption(
      several('action', '--from <volume-or-folder>', 'copy from this, and no other; several may be named'),
    )
    .add(
      'action',
      '--to <volume>',
      'copy into this volume instead, which belongs to no dev container; needs --from',
    )
    .add(
      'action',
      '--layout <layout>',
      "how the volume of --to is laid out: its top is Claude's config directory, or a home with .claude in it (default: as it is, else config)",
      ['config', 'home'],
    )
    .add('action', '-y, --yes', 'do not ask')
    .add(
      'advanced',
      '--image <image>',
      'copy with this image, which the engine has (default: that of the dev container, or of one that has the volume)',
    )
    .example('claude-sessions migrate --dry-run', 'what would be copied')
    .example('claude-sessions migrate', 'show it, ask, and copy')
    .example('claude-sessions migrate --from old-volume', 'from a volume that nothing names any more')
    .example(
      'claude-sessions migrate --from agent-7 --to agent-7-home --layout home',
      'without a dev container',
    )
    .action(
      runs<MigrateOptions>(async () => {
        return (await import('../commands/migrate.ts')).migrate;
      }),
    );
}
