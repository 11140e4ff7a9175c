import type { ShareCommandOptions } from '../commands/options.ts';
import { about, changeVerbosity } from './about.ts';
import { withChange, withDryRun, withEngine, withVerbosity } from './commonOptions.ts';
import { addInside } from './inside.ts';
import type { OurCommand } from './OurCommand.ts';
import { addDoctor, addIsolate, addShare } from './starting.ts';

/** Adds the commands about one project and its dev container. */
export function addThisProject(program: OurCommand): void {
  withGuard(addShare(program));
  addIsolate(program);
  addRemove(program);
  addInside(program);
  addStatus(program);
  addDoctor(program);
  addPrepare(program);
}

/** What `share` offers once it is done; where the extension runs it to rebuild, it does not. */
function withGuard(share: OurCommand): void {
  share
    .add(
      'action',
      '--guard',
      'have Claude Code on this host check what the container wrote before it goes on (see `guard`)',
    )
    .add('action', '--no-guard', 'leave that out, without asking')
    .hook('postAction', async () => {
      const options = share.opts<ShareCommandOptions>();
      if (process.exitCode || options.dryRun) return;
      await (await import('../commands/offerGuard.ts')).offerGuard(options);
    });
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
    'Shows what is configured, what is prepared on the host, what is really mounted, and what Claude Code deletes of this project within a week. Changes nothing, but for `--keep`. Exits with 1 if there are errors or warnings.',
  );
  withVerbosity(withEngine(added), {
    quiet: 'print the state and warnings only, no notes',
    verbose: 'also list the Features, and the page that explains each warning',
  })
    .add('action', '--keep', 'keep what Claude Code deletes within a week, in a snapshot')
    .example('claude-sessions status')
    .example('claude-sessions status ~/app --json', 'for programs');
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
    .add(
      'action',
      '--watch',
      "with --login host-readonly: go on keeping this host's login for the container up to date, until Ctrl+C",
    )
    .example('claude-sessions prepare')
    .example('claude-sessions prepare ~/app');
}
