import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import type { EnterOptions } from './commands/options.ts';
import { UsageError } from './host/errors.ts';
import { reportError } from './terminal/output.ts';

/** Resolves to the exit code. */
type Run<Options> = (folder: string | undefined, options: Options) => Promise<number>;

const program = new Command('claude-sessions')
  .description('Claude Code in a dev container: the same assistant as on the host, safely.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .showSuggestionAfterError()
  .exitOverride()
  .configureHelp({ showGlobalOptions: false })
  .addHelpText(
    'after',
    `
Examples:
  claude-sessions share              this project's conversations go on in its dev container
  claude-sessions share --up         the same, and bring the container up
  claude-sessions continue           continue the last conversation in the container
  claude-sessions isolate            keep the container's state, share nothing
  claude-sessions remove             take it all out again
  claude-sessions status --json
  claude-sessions doctor --fix       look for what is wrong, and mend it

FOLDER is the project folder, or one inside it: the current directory unless named. A folder without a devcontainer.json
belongs to the project around it, up to the top of its git repository. Results go to stdout, messages to stderr.
Exit codes: 0 fine, 1 findings or failure, 2 wrong usage.`,
  );

/** Which dev container a command is about. */
const folderArgument = [
  '[folder]',
  'the project folder, or one inside it (default: the current directory)',
] as const;
const configOption = [
  '--config <file>',
  'which devcontainer.json to use, if there are several: a path, or the name of its folder in .devcontainer',
] as const;
const personalOption = ['--personal', 'your personal configuration, kept out of git'] as const;

/**
 * A command on a folder, with the options that every one takes.
 * @param load its code, loaded when it runs, so that starting costs little
 */
function command<Options>(
  name: string,
  load: () => Promise<Run<Options>>,
  summary: string,
  description: string,
): Command {
  return program
    .command(name)
    .summary(summary)
    .description(description)
    .argument(...folderArgument)
    .option(...configOption)
    .option(...personalOption)
    .option('--json', 'print the result as JSON')
    .action(async (folder: string | undefined, options: Options) => {
      const run = await load();
      process.exitCode = await run(folder, options);
    });
}

/** Options of the commands that ask a container engine. */
const withEngine = (added: Command): Command =>
  added.option('--docker-path <program>', 'docker or podman (default: $DOCKER_PATH, or docker)');

/** Options of the commands that write devcontainer.json. */
const withChange = (added: Command): Command =>
  withEngine(added)
    .option('--dry-run', 'print the change as a diff and make none')
    .option(
      '--collection <reference>',
      'where the Features are published (default: $CLAUDE_SESSIONS_COLLECTION, or ghcr.io/claude-sessions/features)',
    );

/** For commands that bring a container up. */
const devcontainerOption = [
  '--devcontainer-path <program>',
  'the Dev Containers CLI (default: the one installed with this, or devcontainer)',
] as const;
const yesOption = ['--yes', 'with --up: approve what acts on the host without asking; it is shown'] as const;

const withStart = (added: Command): Command =>
  withChange(added)
    .option('--create', 'make a devcontainer.json when there is none')
    .option('--from <file>', 'with --personal: which devcontainer.json to make it of, if there are several')
    .option('--install-claude', 'add the Feature that installs Claude Code')
    .option('--no-install-claude', 'neither add nor offer it')
    .option('--up', 'bring the dev container up')
    .option('--recreate', 'with --up: replace a container that was created before')
    .option(...devcontainerOption)
    .option(...yesOption);

withStart(
  command(
    'share',
    async () => (await import('./commands/share.ts')).share,
    "share this project's conversations with its dev container",
    `Shares this project's conversations, read-write, and your Claude configuration, read-only, with the project's dev
container, and prepares the host for it. No login, no key and no other project reaches the container.
The options state all there is: what you do not name is off.`,
  ),
)
  .option('--profile', 'also agents, commands, skills, settings … of ~/.claude, read-only (default)')
  .option('--no-profile', 'this project only, nothing of the rest of ~/.claude')
  .addOption(
    new Option('--memory <access>', "this project's memory inside").choices(['ro', 'rw']).default('ro'),
  )
  .option('--tasks', 'also task lists, which are those of every project')
  .option('--all-projects', "also read every project's conversations")
  .addOption(
    new Option(
      '--credentials <strategy>',
      "own: the container's own login; token: CLAUDE_CODE_OAUTH_TOKEN of the host",
    )
      .choices(['own', 'token'])
      .default('own'),
  )
  .addHelpText(
    'after',
    `
Examples:
  claude-sessions share                      in the project's devcontainer.json
  claude-sessions share --personal           for you alone: in a file of its own, not in git
  claude-sessions share --up --recreate      and rebuild the container now
  claude-sessions share --up --yes           in a script: nobody is asked about what acts on the host
  claude-sessions share --memory rw          let Claude in the container write this project's memory
  claude-sessions share --dry-run            print the diff only`,
  );

withStart(
  command(
    'isolate',
    async () => (await import('./commands/isolate.ts')).isolate,
    "keep the container's own state, share nothing",
    `Keeps Claude Code's state in a volume of the dev container's own, across rebuilds. Nothing of the host's ~/.claude is
mounted. Switching between share and isolate keeps the container's login and its conversations.`,
  ),
).addHelpText(
  'after',
  `
Examples:
  claude-sessions isolate
  claude-sessions isolate --up --recreate`,
);

withChange(
  command(
    'remove',
    async () => (await import('./commands/remove.ts')).remove,
    'take out everything that share or isolate put in',
    `Takes out everything of ours and restores what it replaced. devcontainer.json is again as it was before the first
command, edits made since included. The container's volume stays until you delete it.`,
  ),
).addHelpText('after', '\nExamples:\n  claude-sessions remove\n  claude-sessions remove --dry-run');

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
  name: string,
  load: () => Promise<RunInside>,
  summary: string,
  description: string,
  words: { readonly name: string; readonly description: string },
): Command {
  return withEngine(program.command(name).summary(summary).description(description))
    .usage(`[options] [folder] [-- ${words.name}...]`)
    .argument(...folderArgument)
    .argument(`[${words.name}...]`, words.description)
    .option(...configOption)
    .option(...personalOption)
    .option('--recreate', 'replace the container first; what it holds outside of mounts and volumes is lost')
    .option(...devcontainerOption)
    .option('--yes', 'approve what acts on the host without asking; it is shown')
    .action(async (_folder, _words, options: EnterOptions, { args }: Command) => {
      const handed = wordsAfterDashes(process.argv);
      const [folder, ...tooMany] = args.slice(0, args.length - handed.length);
      if (tooMany.length > 0) {
        throw new UsageError(
          `There is one folder too many: ${tooMany[0]}.`,
          `Put what is for ${name === 'shell' ? 'the container' : 'Claude Code'} after \`--\`.`,
        );
      }
      const run = await load();
      process.exitCode = await run(folder, handed, options);
    });
}

function wordsAfterDashes(words: readonly string[]): string[] {
  const at = words.indexOf('--');
  return at < 0 ? [] : words.slice(at + 1);
}

inside(
  'continue',
  async () => (await import('./commands/continue.ts')).continueInside,
  'continue the last conversation in the dev container',
  `Brings the dev container up if need be, and runs \`claude --continue\` inside, in the workspace folder. What acts on this
host is shown for approval first, as with share --up.`,
  { name: 'args', description: 'for Claude Code' },
).addHelpText(
  'after',
  `
Examples:
  claude-sessions continue
  claude-sessions continue ~/app -- --model opus`,
);

inside(
  'shell',
  async () => (await import('./commands/shell.ts')).shell,
  'open a shell in the dev container',
  `Brings the dev container up if need be, and opens a shell inside, as its remote user and in the workspace folder; or runs
a command there.`,
  { name: 'command', description: 'a command with its arguments' },
).addHelpText(
  'after',
  `
Examples:
  claude-sessions shell
  claude-sessions shell -- claude --resume`,
);

withEngine(
  command(
    'status',
    async () => (await import('./commands/status.ts')).status,
    'say what is configured, prepared and mounted',
    'Says what is configured, prepared on the host, and really mounted. Changes nothing.\nExits with 1 when there are findings: lines that begin with "warning".',
  ),
).addHelpText('after', '\nExamples:\n  claude-sessions status\n  claude-sessions status ~/app --json');

command(
  'verify',
  async () => (await import('./commands/verify.ts')).verify,
  'name what a container wrote that would act on this host',
  `Looks through this project's conversations and folder, as far as a container can write them, and names what would act on
this host before you continue here. Reads only. Exits with 1 when there are findings above information.`,
)
  .option('--quarantine', 'move what is bad out of the reach of the container; every byte is kept')
  .option('--accept', 'record what there is now as seen')
  .addHelpText(
    'after',
    `
Examples:
  claude-sessions verify                 before you continue on the host
  claude-sessions verify --quarantine    move what is bad to ~/.claude-sessions/<id>/quarantine
  claude-sessions verify --accept        you have looked, and it is yours`,
  );

command(
  'prepare',
  async () => (await import('./commands/prepare.ts')).prepare,
  "make what the container's mounts need on this host",
  `Makes on this host what the mounts of a shared dev container need: ~/.claude-sessions/<id>, and empty folders in ~/.claude
where you have none. It overwrites nothing of yours. The script beside devcontainer.json does the same at every start.`,
)
  .option(
    '--force',
    'also when devcontainer.json shares nothing: its image may have the sharing Feature built in',
  )
  .addHelpText('after', '\nExamples:\n  claude-sessions prepare\n  claude-sessions prepare ~/app');

withEngine(
  command(
    'doctor',
    async () => (await import('./commands/doctor.ts')).doctor,
    'look for what is wrong, and mend it',
    `Looks for what is wrong: on this host, in devcontainer.json, with the container and inside it. Says what to do, and with
--fix does what is safe. What cannot be looked at from here is said to be unknown, never to be missing.`,
  ),
)
  .option('--fix', 'do what is safe, say what was done, and look again')
  .option(
    '--recreate',
    'replace a container that is not as configured; what it holds outside of mounts is lost',
  )
  .option('--dry-run', 'with --fix or --recreate: say what would be done and do nothing')
  .option(...devcontainerOption)
  .option('--yes', 'with --recreate: consent to what has changed of what runs on this host')
  .option('--all', 'every dev container of yours, whatever the folder')
  .addHelpText(
    'after',
    `
Examples:
  claude-sessions doctor                     this project's dev container
  claude-sessions doctor --fix               and mend what can be mended
  claude-sessions doctor --json              for programs; the schema is schemas/doctor-report.schema.json
  claude-sessions doctor --all --recreate    rebuild every one that is not as configured`,
  );

program
  .command('lsp')
  .summary('serve devcontainer.json to an editor')
  .description(
    `The language server for devcontainer.json, on stdin and stdout: findings with their fixes, hovers, completion. An editor
starts it, for devcontainer.json files; any other file it leaves alone. It reads the files that the findings are about, on
this host too, and starts no other program.`,
  )
  .option('--stdio', 'stdin and stdout, which it is anyway; for editors that say so')
  .addOption(new Option('--clientProcessId <id>').hideHelp())
  .addHelpText(
    'after',
    `
Set-ups for Neovim, Helix and Zed: https://github.com/claude-sessions/claude-sessions/blob/main/docs/editors.md
Exit codes: 0 when the editor has shut it down before it ended it, else 1.`,
  )
  .action(async () => (await import('./commands/lsp.ts')).lsp());

// A reader such as `head` may have had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportError(error);
}
