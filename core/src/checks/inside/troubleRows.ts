import { type Advice, advice } from '../../findings/advice.ts';
import type { InsideRow } from './insideRow.ts';
import { bridgeAgain, healAsRoot, savesNothing } from './insideWords.ts';

const rebuild = advice`Rebuild the container.`;
const row = (code: string, check: string, title: string, why: string, fix: Advice): InsideRow => ({
  ...{ code, check, severity: 'warning', title, why, fix },
  ...(code.startsWith('bridge-') && fix === bridgeAgain && { action: 'bridge' }),
  ...(code.startsWith('heal-') && fix === healAsRoot && { action: 'heal' }),
});
const unlinked = 'The host’s conversations of this project do not show inside.';
const noDirectory = 'Claude’s folder does not exist inside, or is closed to the user.';
const locked =
  'Another run of `claude-state` held its lock too long, or the lock is not the user’s: this run did nothing.';

/** Trouble of a run of `bridge`, `heal` or `seed`, recorded until a later run succeeds. */
export const troubleRows: readonly InsideRow[] = [
  row(
    'bridge-foreign-link',
    'link-blocked',
    'Something else in the place of our link',
    unlinked,
    advice`Look at what lies there, remove it if it is not yours, then run \`claude-state bridge\` in the container.`,
  ),
  row(
    'bridge-own-mount',
    'link-blocked',
    'A mount in the place of our link',
    unlinked,
    advice`Take that mount out of devcontainer.json, then rebuild the container.`,
  ),
  row('bridge-not-linked', 'config-dir-not-writable', 'The link could not be made', unlinked, healAsRoot),
  row(
    'bridge-not-writable',
    'config-dir-not-writable',
    'Claude’s folder could not be written',
    unlinked,
    healAsRoot,
  ),
  row(
    'bridge-projects',
    'link-blocked',
    '`projects` is not a folder of its own',
    'Nothing is linked into what is a link or a file.',
    advice`Move \`projects\` in Claude’s folder away, then run \`claude-state bridge\` in the container.`,
  ),
  row(
    'bridge-project-not-writable',
    'project-not-writable',
    'This project’s conversations could not be written',
    savesNothing,
    advice`On the host, give the folder to the user who starts the container, then rebuild it (on Linux leave updateRemoteUserUID on).`,
  ),
  row(
    'bridge-no-folder',
    'no-folder-recorded',
    'No folder was given',
    'Without the project’s folder nothing can be linked.',
    advice`Run \`claude-state bridge FOLDER\` in the container, with the project’s folder there.`,
  ),
  row(
    'bridge-not-recorded',
    'no-folder-recorded',
    'The project’s folder could not be recorded',
    'The disk is full, or Claude’s folder belongs to another user.',
    healAsRoot,
  ),
  row(
    'bridge-keep-failed',
    'config-dir-not-writable',
    'Files could not be kept aside',
    'They stay where they are; the disk is full, or Claude’s folder belongs to another user.',
    healAsRoot,
  ),
  row(
    'bridge-in-use',
    'adoption-pending',
    'A conversation is open',
    'It moves to the host’s folder when it is closed.',
    advice`Close Claude Code on both sides, then run \`claude-state bridge\` in the container.`,
  ),
  row(
    'bridge-adoption-failed',
    'adoption-pending',
    'Conversations could not be moved',
    'They are safe where they are: the disk is full, or the host’s folder cannot be written.',
    bridgeAgain,
  ),
  row(
    'bridge-profile',
    'config-dir-not-writable',
    'The host’s configuration could not be linked',
    'Claude’s folder cannot be written.',
    healAsRoot,
  ),
  row(
    'bridge-not-isolated',
    'config-dir-not-writable',
    'The project’s own folder could not be made',
    'Claude’s folder cannot be written: conversations are not saved.',
    healAsRoot,
  ),
  row(
    'bridge-host-lock',
    'adoption-pending',
    'Another container is moving conversations',
    'Two containers share this project’s folder, and one moves at a time.',
    bridgeAgain,
  ),
  row(
    'bridge-no-config-directory',
    'config-dir-missing',
    'Claude’s folder is missing inside',
    noDirectory,
    healAsRoot,
  ),
  row('bridge-lock', 'run-kept-waiting', 'A run was kept waiting', locked, bridgeAgain),
  row(
    'heal-no-user',
    'ownership-left-alone',
    'The remote user is not known',
    'Ownership could not be looked at.',
    rebuild,
  ),
  row(
    'heal-mounted-twice',
    'config-dir-mounted-twice',
    'Two mounts on Claude’s folder',
    'Which of the two Claude Code sees changes from start to start.',
    advice`Take the other mount out (one of ~/.claude in devcontainer.json, or of another Feature), then rebuild the container.`,
  ),
  row(
    'heal-outside',
    'ownership-left-alone',
    'Claude’s folder leads elsewhere',
    'It is neither a mount nor in the user’s home: ownership was left alone.',
    rebuild,
  ),
  row(
    'heal-failed',
    'config-dir-not-owned',
    'Claude’s folder could not be given to the user',
    'It is mounted read-only, or the engine does not let root change owners.',
    advice`See whether the volume is mounted read-only, then rebuild the container.`,
  ),
  row(
    'heal-not-owned',
    'config-dir-not-owned',
    'Not all of Claude’s folder is the user’s',
    'The container does not start as root, and could not fix it by itself.',
    healAsRoot,
  ),
  row(
    'heal-no-config-directory',
    'config-dir-missing',
    'Claude’s folder is missing inside',
    noDirectory,
    healAsRoot,
  ),
  row('heal-lock', 'run-kept-waiting', 'A run was kept waiting', locked, healAsRoot),
  row(
    'seed-record',
    'image-state-not-copied',
    'What the image brought could not be recorded',
    'Nothing was copied from the image.',
    advice`Remove what is in the place of \`.claude-state/seed\` in Claude’s folder in the container, then rebuild it.`,
  ),
  row(
    'seed-failed',
    'image-state-not-copied',
    'What the image brought could not be copied',
    'The disk is full, or Claude’s folder cannot be written; the next start tries again.',
    healAsRoot,
  ),
  row(
    'seed-no-config-directory',
    'config-dir-missing',
    'Claude’s folder is missing inside',
    noDirectory,
    healAsRoot,
  ),
  row('seed-lock', 'run-kept-waiting', 'A run was kept waiting', locked, advice`Restart the container.`),
];
