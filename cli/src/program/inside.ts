import type { EnterOptions } from '../commands/options.ts';
import {
  folderArgument,
  withConfiguration,
  withDevcontainerCli,
  withEngine,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { splitWords } from './splitWords.ts';

/** Adds the commands that go into the dev container. */
export function addInside(program: OurCommand): void {
  inside(
    program,
    'continue',
    async () => (await import('../commands/continue.ts')).continueInside,
    'continue the last conversation in the dev container',
    'Starts the dev container if need be, and runs `claude --continue` inside, in the workspace folder. What can act on this host is shown for approval first, as with share --up. With --host: runs it on this host, in the project folder, once what the container wrote was checked as `verify` does; where something would act, that is shown and nothing started.',
    { name: 'args', description: 'for Claude Code' },
  )
    .add('action', '--host', 'check what the container wrote, then continue on this host instead')
    .example('claude-sessions continue')
    .example('claude-sessions continue --host', 'here, once nothing that the container wrote would act')
    .example('claude-sessions continue ~/app -- --model opus');
  inside(
    program,
    'shell',
    async () => (await import('../commands/shell.ts')).shell,
    'open a shell in the dev container',
    'Starts the dev container if need be, and opens a shell inside, as its remote user and in the workspace folder; or runs a command there.',
    { name: 'command', description: 'a command with its arguments' },
  )
    .example('claude-sessions shell')
    .example('claude-sessions shell -- claude --resume');
}

/** Resolves to the exit code of what was run inside. */
type RunInside = (
  folder: string | undefined,
  words: readonly string[],
  options: EnterOptions,
) => Promise<number>;

/**
 * A command that goes into the dev container. What follows `--` is for the program that it runs there.
 * @param words what those words are
 */
function inside(
  program: OurCommand,
  name: string,
  load: () => Promise<RunInside>,
  summary: string,
  description: string,
  words: { readonly name: string; readonly description: string },
): OurCommand {
  const added = program
    .declare(name, 'project', summary, description)
    .usage(`[options] [folder] [-- ${words.name}...]`)
    .argument(...folderArgument)
    .argument(`[${words.name}...]`, words.description);
  return withVerbosity(withDevcontainerCli(withEngine(withConfiguration(added))), {
    quiet: 'print nothing of the start, unless it fails',
    verbose: 'print the debug log of the start',
  })
    .add(
      'container',
      '--recreate',
      'replace the container first; what it holds outside of mounts and volumes is lost',
    )
    .add('container', '-y, --yes', 'approve without asking what can act on this host; it is shown')
    .action(async (_folder, _words, options: EnterOptions, { args }: OurCommand) => {
      const whose = name === 'shell' ? 'the container' : 'Claude Code';
      const { folder, handed } = splitWords(args, `Put what is for ${whose} after \`--\`.`);
      const run = await load();
      process.exitCode = await run(folder, handed, options);
    });
}
