import type { ResumeOptions } from '../commands/options.ts';
import { UsageError } from '../host/errors.ts';
import {
  folderArgument,
  withConfiguration,
  withDevcontainerCli,
  withDryRun,
  withEngine,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { splitHanded } from './splitWords.ts';

export function addResume(program: OurCommand): void {
  const added = program
    .declare(
      'resume',
      'sessions',
      'go on with a conversation where it lives; choose one from a list',
      'Starts Claude Code with a conversation in the directory in which it was begun: on this host, once what waits in a mirror is pulled and what a container wrote was checked as `verify` does; or in the dev container, where it lives there alone, or with --container. Without an id it shows the conversations of this project to choose from, as `claude-sessions` by itself does.',
    )
    .usage('[options] [id] [folder] [-- args...]')
    .argument('[id]', 'its session id, the beginning of that, or words of its title')
    .argument(...folderArgument)
    .argument('[args...]', 'for Claude Code');
  withVerbosity(withDevcontainerCli(withEngine(withConfiguration(added))), {
    quiet: 'print nothing of the start, unless it fails',
    verbose: 'print the debug log of the start',
  });
  withDryRun(added, 'print what would be run, and where')
    .add('action', '--host', 'on this host; refused where a dev container alone has the conversation')
    .add('action', '--container', 'in the dev container, with a conversation of this host that it shares')
    .add(
      'container',
      '--recreate',
      'replace the container first; what it holds outside of mounts and volumes is lost',
    )
    .add(
      'container',
      '-y, --yes',
      'do not ask: resume what is open elsewhere, and approve what can act on this host; it is shown',
    )
    .example('claude-sessions resume', 'choose from a list')
    .example('claude-sessions resume 4f0c2a1e', 'the beginning of an id is enough')
    .example('claude-sessions resume "login page"', 'words of its title will do, too')
    .example('claude-sessions resume 4f0c2a1e --container', 'in the dev container')
    .example('claude-sessions resume 4f0c2a1e -- --model opus')
    .action(async (_id, _folder, _args, options: ResumeOptions, { args }: OurCommand) => {
      const { own, handed } = splitHanded(args);
      const { id, folder } = idAndFolder(own);
      const { resume } = await import('../commands/resume.ts');
      process.exitCode = await resume(id, folder, handed, options);
    });
}

/** A single word that can be no id is the folder. */
function idAndFolder(words: readonly string[]): { id: string | undefined; folder: string | undefined } {
  const [first, second, ...tooMany] = words;
  if (tooMany.length > 0) {
    throw new UsageError(
      `There is one word too many: ${tooMany[0]}.`,
      'Put what is for Claude Code after `--`.',
    );
  }
  const isFolder = first !== undefined && second === undefined && /[\\/]|^\.\.?$/.test(first);
  return isFolder ? { id: undefined, folder: first } : { id: first, folder: second };
}
