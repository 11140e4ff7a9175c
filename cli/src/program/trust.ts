import { Argument } from 'commander';
import type { MemoryOptions } from '../commands/memory.ts';
import {
  folderArgument,
  withConfiguration,
  withDryRun,
  withEngine,
  withJson,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { runs } from './runs.ts';

/** Adds the commands about what a container wrote. */
export function addTrust(program: OurCommand): void {
  addVerify(program);
  addGuard(program);
  addPull(program);
  addPush(program);
  addMemory(program);
}

function addMemory(program: OurCommand): void {
  const added = program
    .declare(
      'memory',
      'trust',
      "take over what Claude noted in the container into this host's memory",
      "In a shared container Claude Code reads this host's memory of the project and writes one of the container's own. `pull` shows what is new there, as a diff of what the host's files would become, and asks; what you accept is written into the host's memory, which Claude Code on this host follows as instructions. Files of the container are only read. What you decline is not offered again until it changes.",
    )
    .usage('[options] pull [folder]')
    .addArgument(
      new Argument(
        '<action>',
        "show what is new in the container's memory, and take over what you accept",
      ).choices(['pull']),
    )
    .argument(...folderArgument);
  withDryRun(withEngine(withJson(withConfiguration(added))), 'show what is new, and write nothing')
    .add('action', '--all', 'offer again what you declined before')
    .add(
      'action',
      '-y, --yes',
      "accept without asking, but for files with hidden characters and those that would replace the host's own words",
    )
    .example('claude-sessions memory pull')
    .example('claude-sessions memory pull --dry-run', 'look only')
    .note('Exit codes: 1 when something was left that only you can decide.')
    .action(async (_action: string, folder: string | undefined, options: MemoryOptions) => {
      process.exitCode = await (await import('../commands/memory.ts')).pullMemory(folder, options);
    });
}

function addGuard(program: OurCommand): void {
  const added = program
    .declare(
      'guard',
      'trust',
      'have Claude Code on this host check before it goes on',
      "Adds hooks to the host's own settings.json, or takes them out: before Claude Code on this host sends the first prompt of a conversation that a container can write, or runs a tool, what the container wrote is checked, and Claude Code is stopped where something would act. No other character of the file changes.",
    )
    .usage('[options] [on | off | status]')
    .argument('[action...]', 'on, off, or status (default)')
    .suggest('action', ['on', 'off', 'status'])
    .note('Exit codes: 1 when the guard is on and broken, or cannot be turned on or off.')
    .action(async (words: string[], options: { json?: boolean }) => {
      process.exitCode = await (await import('../commands/guard.ts')).guard(words, options);
    });
  withJson(added)
    .example('claude-sessions guard on')
    .example('claude-sessions guard status', 'whether it works, and which projects it watches')
    .example('claude-sessions guard off');
}

function addVerify(program: OurCommand): void {
  const added = program
    .declare(
      'verify',
      'trust',
      'check what the container wrote before you resume it on the host',
      "Looks through this project's conversations and folder, as far as a container can write them, and names what would act on this host before you continue here. Reads only. Exits with 1 if there are errors or warnings.",
    )
    .argument(...folderArgument)
    .action(runs(async () => (await import('../commands/verify.ts')).verify));
  withVerbosity(withJson(withConfiguration(added)), {
    quiet: 'print errors and warnings only',
    verbose: 'print every finding with its evidence',
  })
    .add('action', '--quarantine', 'move what is bad out of reach of the container; every byte is kept')
    .add('action', '--accept', 'record what there is now as seen')
    .add('advanced', '--no-snapshot', 'with --quarantine, take no snapshot of the conversations before')
    .example('claude-sessions verify', 'before you continue on the host')
    .example('claude-sessions verify --quarantine', 'move what is bad to ~/.claude-sessions/<id>/quarantine')
    .example('claude-sessions verify --accept', 'you have looked, and it is yours');
}

function addPull(program: OurCommand): void {
  const added = program
    .declare(
      'pull',
      'trust',
      'take over what a reviewed container wrote',
      "In review mode the container writes in a mirror. This takes over what is new in it: each line is built anew of what is known to be harmless, with this host's paths, and added to the conversation here. Where both sides went on, what the container wrote becomes a conversation of its own.",
    )
    .argument(...folderArgument)
    .note('Exit codes: 1 when a conversation in the mirror is damaged and was not pulled.')
    .action(runs(async () => (await import('../commands/pull.ts')).pull));
  withJson(withConfiguration(added))
    .add('action', '--report', 'list the lines that were left out, and why')
    .add('action', '--watch', 'carry both ways, whenever something is written, until Ctrl+C')
    .add('action', '--install', 'print a user service that does so (systemd, launchd)')
    .example('claude-sessions pull')
    .example('claude-sessions pull --report', 'what was left out')
    .example('claude-sessions pull --watch', 'carry both ways while you work');
}

function addPush(program: OurCommand): void {
  const added = program
    .declare(
      'push',
      'trust',
      'give a reviewed container what is new here',
      'In review mode the container has a mirror of the conversations of this project. This adds what is new on the host, with the paths as the container has them. The conversations here are only read.',
    )
    .argument(...folderArgument)
    .action(runs(async () => (await import('../commands/pull.ts')).push));
  withJson(withConfiguration(added)).example('claude-sessions push');
}
