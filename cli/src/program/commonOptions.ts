import { Option } from 'commander';
import { type OptionGroup, optionGroups } from './groups.ts';
import type { OurCommand } from './OurCommand.ts';

// Options that several commands take, each declared once. What they mean for a command stands in `commands/options.ts`.

/** Which dev container a command is about. */
export const folderArgument = [
  '[folder]',
  'the project folder, or one inside it (default: the current directory)',
] as const;

export function withConfiguration(command: OurCommand): OurCommand {
  return command
    .add(
      'configuration',
      '--config <file>',
      'which devcontainer.json to use, if there are several: its path, or the name of its folder in .devcontainer',
    )
    .add('configuration', '--personal', 'your personal configuration, kept out of git');
}

/** An option that may be named several times. */
export const several = (group: OptionGroup, flags: string, description: string): Option =>
  new Option(flags, description)
    .argParser((value: string, before: readonly string[] = []) => [...before, value])
    .helpGroup(optionGroups[group]);

/** How much is said. */
export function withVerbosity(
  command: OurCommand,
  { quiet, verbose }: { quiet: string; verbose: string },
): OurCommand {
  const option = new Option('-q, --quiet', quiet).helpGroup(optionGroups.output).conflicts('verbose');
  return command.addOption(option).add('output', '-v, --verbose', verbose);
}

export const withJson = (command: OurCommand): OurCommand =>
  command.add('output', '--json', 'print the result, or the error, as JSON');

/** For commands that ask a container engine. */
export const withEngine = (command: OurCommand): OurCommand =>
  command.add(
    'advanced',
    '--docker-path <program>',
    'docker or podman (default: as `claude-sessions config` shows)',
  );

/** For commands that start the Dev Containers CLI. */
export const withDevcontainerCli = (command: OurCommand): OurCommand =>
  command.add(
    'advanced',
    '--devcontainer-path <program>',
    'the Dev Containers CLI (default: the one installed with this, or devcontainer)',
  );

/** For commands that write devcontainer.json. */
export const withChange = (command: OurCommand): OurCommand =>
  withEngine(command).add(
    'advanced',
    '--collection <reference>',
    'where the Features are published (default: as `claude-sessions config` shows)',
  );

export const withDryRun = (command: OurCommand, what = 'show the changes without making them'): OurCommand =>
  command.add('output', '-n, --dry-run', what);

/** For commands that may work on a repository of restic. */
export const withRestic = (command: OurCommand): OurCommand =>
  command.add('advanced', '--restic-path <program>', 'restic (default: as `claude-sessions config` shows)');

/** For commands that take a snapshot first. */
export const withSnapshotBefore = (command: OurCommand): OurCommand =>
  command.add('advanced', '--no-snapshot', 'take no snapshot of the conversations before');
