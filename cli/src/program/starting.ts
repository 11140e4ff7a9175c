import { logins } from '@claude-sessions/core/share/login.ts';
import { Option } from 'commander';
import { about, changeVerbosity } from './about.ts';
import { withChange, withDevcontainerCli, withDryRun, withEngine, withVerbosity } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** The former name of `--login`, which works and is not shown. */
const formerLogin = () =>
  new Option('--credentials <login>')
    .choices(['own', 'token', 'host-readonly'])
    .conflicts('login')
    .hideHelp();

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
    .add(
      'container',
      '--login <login>',
      'shared: one for all your dev containers that share it; own: its own; token: CLAUDE_CODE_OAUTH_TOKEN of the host; host-readonly: the access token of this host, which the host renews (default: a shared one stays, else as `claude-sessions config` shows)',
      logins,
    )
    .addOption(formerLogin())
    .add(
      'container',
      '--same-path',
      "the project at this host's own path inside, so that paths in conversations hold on both sides",
    )
    .add(
      'container',
      '--home',
      "keep the whole home of the container's user across rebuilds: shell history, installed tools, their logins",
    )
    .add(
      'container',
      '--otel',
      "Claude Code inside sends OpenTelemetry data as this host's environment says (CLAUDE_CODE_ENABLE_TELEMETRY, OTEL_*), never prompts",
    )
    .add('container', '--otel-endpoint <url>', 'the same, to this collector')
    .add('container', '--no-otel', 'no telemetry by us (default)')
    .add('container', '--up', 'start the dev container')
    .add('container', '--recreate', 'with --up: replace a container that was created before')
    .add(
      'container',
      '-y, --yes',
      'with --up: approve without asking what can act on this host; it is shown',
    );

export function addShare(program: OurCommand): OurCommand {
  return withStart(
    about(
      program,
      'share',
      async () => (await import('../commands/share.ts')).share,
      "share this project's conversations with its dev container",
      "Shares this project's conversations, read-write, and your Claude configuration, read-only, with the project's dev container, and prepares the host for it. No login and no key of this host, unless --login names it, and no other project reaches the container. The options state the whole: what you do not name is off, but a shared login and review stay.",
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
      '--review',
      'the container writes a copy that Claude on this host never reads (stays until --live)',
    )
    .add('share', '--live', "the container writes this host's conversations themselves (default)")
    .add('share', '--plugins', 'also load your plugins, read-only')
    .example('claude-sessions share', "in the project's devcontainer.json")
    .example('claude-sessions share --personal', 'for you alone: in a file of its own, not in git')
    .example('claude-sessions share --up --recreate', 'and rebuild the container now')
    .example('claude-sessions share --up --yes', 'in a script: nobody is asked for approval')
    .example('claude-sessions share --login shared', 'log in once for all that share it')
    .example('claude-sessions share --review', 'keep what it writes away from Claude on this host')
    .example('claude-sessions share --memory rw', "let Claude in the container write this project's memory")
    .example('claude-sessions share --dry-run', 'show the changes only');
}

export function addIsolate(program: OurCommand): void {
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
    .example(
      'claude-sessions isolate --login shared',
      'log in once for all dev containers that share the login',
    )
    .example('claude-sessions isolate --home', 'keep the whole home, not only what is of Claude')
    .example('claude-sessions isolate --up --recreate', 'and rebuild the container now');
}

export function addDoctor(program: OurCommand): void {
  const added = about(
    program,
    'doctor',
    async () => (await import('../commands/doctor.ts')).doctor,
    'diagnose problems; fix them with --fix',
    'Looks for problems on this host, in devcontainer.json, with the container and inside it. Says what to do, and with --fix does what is safe. What cannot be looked at from here is reported as unknown, never as missing.',
  );
  withDevcontainerCli(withDryRun(withEngine(added), 'with --fix or --recreate: show what would be done'))
    .add('action', '--fix', 'fix what is safe to fix, say what was done, and look again')
    .add('action', '--all', 'look at all your dev containers, whatever the folder')
    .add(
      'container',
      '--recreate',
      'replace a container that is not as configured; what it holds outside of mounts is lost',
    )
    .add('container', '-y, --yes', 'with --recreate: approve without asking what can act on this host');
  withVerbosity(added, {
    quiet: 'print errors and warnings only',
    verbose: 'also list every check with its result',
  })
    .example('claude-sessions doctor', "this project's dev container")
    .example('claude-sessions doctor --fix', 'and fix what can be fixed')
    .example('claude-sessions doctor --json', 'for programs; the schema is schemas/doctor-report.schema.json')
    .example('claude-sessions doctor --all --recreate', 'rebuild every one that is not as configured');
}
