import type { InsideRow } from './insideRow.ts';
import { bridgeAgain, healAsRoot, savesNothing } from './insideWords.ts';

const rebuild = 'Rebuild the container.';
const bridge = (code: string, title: string, why: string, fix = bridgeAgain): InsideRow => ({
  code: `bridge-${code}`,
  severity: 'warning',
  title,
  why,
  fix,
  ...(fix === bridgeAgain && { action: 'bridge' as const }),
});
const heal = (code: string, title: string, why: string, fix = healAsRoot): InsideRow => ({
  code: `heal-${code}`,
  severity: 'warning',
  title,
  why,
  fix,
  ...(fix === healAsRoot && { action: 'heal' as const }),
});
const unlinked = 'The host’s conversations of this project do not show inside.';
const noDirectory = 'Claude’s folder does not exist inside, or is closed to the user.';
const locked =
  'Another run of `claude-state` held its lock too long, or the lock is not the user’s: this run did nothing.';

/** What a run of `bridge`, `heal` or `seed` could not do, recorded until it can. */
export const troubleRows: readonly InsideRow[] = [
  bridge(
    'foreign-link',
    'Something else in the place of our link',
    unlinked,
    'Look at what lies there, remove it if it is not yours, then run `claude-state bridge` in the container.',
  ),
  bridge(
    'own-mount',
    'A mount in the place of our link',
    unlinked,
    'Take that mount out of devcontainer.json, then rebuild the container.',
  ),
  bridge('not-linked', 'The link could not be made', unlinked, healAsRoot),
  bridge('not-writable', 'Claude’s folder could not be written', unlinked, healAsRoot),
  bridge(
    'projects',
    '`projects` is not a folder of its own',
    'Nothing is linked into what is a link or a file.',
    'Move `projects` in Claude’s folder away, then run `claude-state bridge` in the container.',
  ),
  bridge(
    'project-not-writable',
    'This project’s conversations could not be written',
    savesNothing,
    'On the host, give the folder to the user who starts the container, then rebuild it (on Linux leave updateRemoteUserUID on).',
  ),
  bridge(
    'no-folder',
    'No folder was given',
    'Without the project’s folder nothing can be linked.',
    'Run `claude-state bridge FOLDER` in the container, with the project’s folder there.',
  ),
  bridge(
    'not-recorded',
    'The project’s folder could not be recorded',
    'The disk is full, or Claude’s folder belongs to another user.',
    healAsRoot,
  ),
  bridge(
    'keep-failed',
    'Files could not be kept aside',
    'They stay where they are; the disk is full, or Claude’s folder belongs to another user.',
    healAsRoot,
  ),
  bridge(
    'in-use',
    'A conversation is open',
    'It moves to the host’s folder when it is closed.',
    'Close Claude Code on both sides, then run `claude-state bridge` in the container.',
  ),
  bridge(
    'adoption-failed',
    'Conversations could not be moved',
    'They are safe where they are: the disk is full, or the host’s folder cannot be written.',
  ),
  bridge(
    'profile',
    'The host’s configuration could not be linked',
    'Claude’s folder cannot be written.',
    healAsRoot,
  ),
  bridge(
    'not-isolated',
    'The project’s own folder could not be made',
    'Claude’s folder cannot be written: conversations are not saved.',
    healAsRoot,
  ),
  bridge(
    'host-lock',
    'Another container is moving conversations',
    'Two containers share this project’s folder, and one moves at a time.',
  ),
  bridge('no-config-directory', 'Claude’s folder is missing inside', noDirectory, healAsRoot),
  bridge('lock', 'A run was kept waiting', locked),
  heal('no-user', 'The remote user is not known', 'Ownership could not be looked at.', rebuild),
  heal(
    'mounted-twice',
    'Two mounts on Claude’s folder',
    'Which of the two Claude Code sees changes from start to start.',
    'Take the other mount out (one of ~/.claude in devcontainer.json, or of another Feature), then rebuild the container.',
  ),
  heal(
    'outside',
    'Claude’s folder leads elsewhere',
    'It is neither a mount nor in the user’s home: ownership was left alone.',
    rebuild,
  ),
  heal(
    'failed',
    'Claude’s folder could not be given to the user',
    'It is mounted read-only, or the engine does not let root change owners.',
    'See whether the volume is mounted read-only, then rebuild the container.',
  ),
  heal(
    'not-owned',
    'Not all of Claude’s folder is the user’s',
    'The container does not start as root, and could not mend it by itself.',
  ),
  heal('no-config-directory', 'Claude’s folder is missing inside', noDirectory),
  heal('lock', 'A run was kept waiting', locked),
  {
    code: 'seed-record',
    severity: 'warning',
    title: 'What the image brought could not be recorded',
    why: 'Nothing was copied from the image.',
    fix: 'Remove `.claude-state/seeded` in Claude’s folder in the container, then rebuild it.',
  },
  {
    code: 'seed-failed',
    severity: 'warning',
    title: 'What the image brought could not be copied',
    why: 'The disk is full, or Claude’s folder cannot be written; the next start tries again.',
    fix: healAsRoot,
  },
  {
    code: 'seed-no-config-directory',
    severity: 'warning',
    title: 'Claude’s folder is missing inside',
    why: noDirectory,
    fix: healAsRoot,
  },
  {
    code: 'seed-lock',
    severity: 'warning',
    title: 'A run was kept waiting',
    why: locked,
    fix: 'Restart the container.',
  },
];
