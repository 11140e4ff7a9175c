import {
  folderArgument,
  withChange,
  withConfiguration,
  withDevcontainerCli,
  withDryRun,
  withEngine,
  withJson,
  withVerbosity,
} from './commonOptions.ts';
import { addInside } from './inside.ts';
import type { OurCommand } from './OurCommand.ts';
import { type Run, runs } from './runs.ts';

/** Adds the commands about one project and its dev container. */
export function addThisProject(program: OurCommand): void {
  addShare(program);
  addIsolate(program);
  addRemove(program);
  addInside(program);
  addStatus(program);
  addDoctor(program);
  addPrepare(program);
}

/**
 * A command about a project.
 * @param load its code, loaded when it runs, so that starting costs little
 */
function about<Options>(
  program: OurCommand,
  name: string,
  load: () => Promise<Run<Options>>,
  summary: string,
  description: string,
): OurCommand {
  const added = program.declare(name, 'project', summary, description).argument(...folderArgument);
  return withJson(withConfiguration(added)).action(runs(load));
}

const changeVerbosity = {
  quiet: 'print the changes, warnings and errors only',
  verbose: 'also print every changed file as a diff',
};

/** Options of the commands that set a mode. */
const withStart = (command: OurCommand): OurCommand =>
  withDevcontainerCli(withVerbosity(withDryRun(withChange(command)), changeVerbosity))
    .add('configuration', '--create', 'make a devcontainer.json if there is none')
    .add(
      'configuration',
      '--from <file>',
      'with --personal: which devcontainer.json to copy, if there are several',
    )
    .add('container', '--install-claude', 'add the Feature that installs Claude Code')
    .add('container', '--no-install-claude', 'neither add it nor offer it')
    .add(
      'container',
      '--take-over',
      "copy Claude's login and conversations from the volume that held them so far",
    )
    .add('container', '--no-take-over', 'leave them where they are, without asking')
    .add('container', '--up', 'start the dev container')
    .add('container', '--recreate', 'with --up: replace a container that was created before')
    .add(
      'container',
      '-y, --yes',
      'with --up: approve without asking what can act on your computer; it is shown',
    );

function addShare(program: OurCommand): void {
  withStart(
    about(
      program,
      'share',
      async () => (await import('../commands/share.ts')).share,
      "share this project's conversations with its dev container",
      "Shares this project's conversations, read-write, and your Claude configuration, read-only, with the project's dev container, and prepares the host for it. No login, no key and no other project reaches the container. The options state the whole: what you do not name is off.",
    ),
  )
    .add(
      'share',
      '--profile',
      'also agents, commands, skills, settings ... of ~/.claude, read-only (default)',
    )
    .add('share', '--no-profile', 'this project only, nothing of the rest of ~/.claude')
    .add('share', '--memory <access>', "this project's memory inside: read-only (default) or writable", [
      'ro',
      'rw',
    ])
    .add('share', '--tasks', 'also task lists, which are those of every project')
    .add('share', '--all-projects', "also read every project's conversations")
    .add(
      'share',
      '--credentials <strategy>',
      "own: the container's own login; token: CLAUDE_CODE_OAUTH_TOKEN of the host (default: as `claude-sessions config` shows)",
      ['own', 'token'],
    )
    .example('claude-sessions share', "in the project's devcontainer.json")
    .example('claude-sessions share --personal', 'for you alone: in a file of its own, not in git')
    .example('claude-sessions share --up --recreate', 'and rebuild the container now')
    .example('claude-sessions share --up --yes', 'in a script: nobody is asked for approval')
    .example('claude-sessions share --memory rw', "let Claude in the container write this project's memory")
    .example('claude-sessions share --dry-run', 'show the changes only');
}

function addIsolate(program: OurCommand): void {
  withStart(
    about(
      program,
      'isolate',
      async () => (await import('../commands/isolate.ts')).isolate,
      "keep the container's own state, share nothing",
      "Keeps Claude Code's state in a volume of the dev container, across rebuilds. Nothing of the host's ~/.claude is mounted. Switching between share and isolate keeps the container's login and its conversations.",
    ),
  )
    .example('claude-sessions isolate')
    .example('claude-sessions isolate --up --recreate', 'and rebuild the container now');
}

function addRemove(program: OurCommand): void {
  const added = about(
    program,
    'remove',
    async () => (await import('../commands/remove.ts')).remove,
    'undo share or isolate',
    "Takes out everything that share and isolate put in, and restores what they replaced. devcontainer.json is as it was before the first command, with the edits made since. The container's volume stays until you delete it.",
  );
  withVerbosity(withDryRun(withChange(added)), changeVerbosity)
    .example('claude-sessions remove')
    .example('claude-sessions remove --dry-run', 'show the changes only');
}

function addStatus(program: OurCommand): void {
  const added = about(
    program,
    'status',
    async () => (await import('../commands/status.ts')).status,
    'show what is configured, prepared and mounted',
    'Shows what is configured, what is prepared on the host, and what is really mounted. Changes nothing. Exits with 1 if there are errors or warnings.',
  );
  withVerbosity(withEngine(added), {
    quiet: 'print the state and warnings only, no notes',
    verbose: 'also list the Features, and the page that explains each warning',
  })
    .example('claude-sessions status')
    .example('claude-sessions status ~/app --json', 'for programs');
}

function addDoctor(program: OurCommand): void {
  const added = about(
    program,
    'doctor',
    async () => (await import('../commands/doctor.ts')).doctor,
    'diagnose problems; fix them with --fix',
    'Looks for problems on this host, in devcontainer.json, with the container and inside it. Says what to do, and with --fix does what is safe. What cannot be looked at from here is reported as unknown, never as missing.',
  );
  withDevcontainerCli(withDryRun(withEngine(added), 'with --fix or --recreate: show what would be done'))
    .add('action', '--fix', 'fix what is safe to fix, say what was done, and look again')
    .add('action', '--all', 'look at every dev container of yours, whatever the folder')
    .add(
      'container',
      '--recreate',
      'replace a container that is not as configured; what it holds outside of mounts is lost',
    )
    .add('container', '-y, --yes', 'with --recreate: approve without asking what can act on your computer');
  withVerbosity(added, {
    quiet: 'print errors and warnings only',
    verbose: 'also list every check with its result',
  })
    .example('claude-sessions doctor', "this project's dev container")
    .example('claude-sessions doctor --fix', 'and fix what can be fixed')
    .example('claude-sessions doctor --json', 'for programs; the schema is schemas/doctor-report.schema.json')
    .example('claude-sessions doctor --all --recreate', 'rebuild every one that is not as configured');
}

function addPrepare(program: OurCommand): void {
  const added = about(
    program,
    'prepare',
    async () => (await import('../commands/prepare.ts')).prepare,
    "make what the container's mounts need on this host",
    'Makes on this host what the mounts of a shared dev container need: ~/.claude-sessions/<id>, and empty folders in ~/.claude where you have none. It overwrites nothing of yours. The script beside devcontainer.json does the same at every start.',
  );
  withVerbosity(withEngine(added), {
    quiet: 'print the prepared folder only',
    verbose: 'also list what is left out of the copy of settings.json',
  })
    .add(
      'action',
      '--force',
      'also if devcontainer.json shares nothing: its image may have the sharing Feature built in',
    )
    .example('claude-sessions prepare')
    .example('claude-sessions prepare ~/app');
}
