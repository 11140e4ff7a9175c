import type { FixAction, Severity } from '../../findings/finding.ts';
import { bridgeAgain, compareKept, healAsRoot, savesNothing } from './insideWords.ts';
import { troubleRows } from './troubleRows.ts';

/** What `claude-state` in a container can report, and what we say of it. */
export interface InsideRow {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  /** The fix in words. Ours: what a container says is shown, never followed. */
  readonly fix: string;
  readonly action?: Extract<FixAction['kind'], 'heal' | 'bridge' | 'recreate'>;
}

const kept = 'Nothing is lost and nothing was overwritten: both are there.';

/** Every code that `finding` and `trouble` of `feature/lib` have, but for claude-not-found; a test compares. */
export const insideRows: readonly InsideRow[] = [
  {
    code: 'config-env-not-set',
    severity: 'warning',
    title: 'CLAUDE_CONFIG_DIR is not set inside',
    why: 'Without it Claude Code keeps its account file beside the volume, and asks for login and trust again after every rebuild.',
    fix: 'Rebuild the container, and do not unset CLAUDE_CONFIG_DIR in remoteEnv or a shell profile.',
  },
  {
    code: 'config-dir-missing',
    severity: 'error',
    title: 'Claude’s folder is missing inside',
    why: 'The folder that is kept across rebuilds does not exist, or its user may not enter it.',
    fix: healAsRoot,
    action: 'heal',
  },
  {
    code: 'config-dir-mounted-twice',
    severity: 'error',
    title: 'Two mounts on Claude’s folder',
    why: 'Which of the two Claude Code sees changes from start to start, and with it its conversations.',
    fix: 'Take the other mount out (one of ~/.claude in devcontainer.json, or of another Feature), then rebuild the container.',
  },
  {
    code: 'config-dir-not-mounted',
    severity: 'warning',
    title: 'Claude’s folder is not on a volume',
    why: 'It lies in the container itself, and login and conversations are lost when that is rebuilt.',
    fix: 'See that no mount in devcontainer.json has the target /var/lib/claude, then rebuild the container.',
  },
  {
    code: 'config-dir-not-owned',
    severity: 'error',
    title: 'Claude’s folder belongs to another user',
    why: `Something in it is not the user’s own, and cannot be written: ${savesNothing}`,
    fix: healAsRoot,
    action: 'heal',
  },
  {
    code: 'config-dir-not-writable',
    severity: 'error',
    title: 'Claude’s folder cannot be written',
    why: `It was tried: ${savesNothing}`,
    fix: 'Run `claude-state heal` in the container as root. If that does not help: is the volume full, or mounted read-only?',
    action: 'heal',
  },
  {
    code: 'detached-file-mount',
    severity: 'error',
    title: 'A mounted file that the host has replaced',
    why: 'The container still sees the old file. What it writes there is lost, and what the host writes it does not see.',
    fix: 'Restart the container, and take the mount of the single file out of devcontainer.json.',
  },
  {
    code: 'project-not-mounted',
    severity: 'information',
    title: 'The host’s conversations are not shared with this container',
    why: 'That is as it should be when it is isolated.',
    fix: 'If they should be shared: run `claude-sessions share` on the host, then rebuild the container.',
  },
  {
    code: 'project-not-writable',
    severity: 'error',
    title: 'This project’s conversations cannot be written inside',
    why: `It was tried: ${savesNothing}`,
    fix: 'On the host, give the folder to the user who starts the container, then rebuild it (on Linux leave updateRemoteUserUID on).',
  },
  {
    code: 'memory-writable',
    severity: 'information',
    title: 'This project’s memory can be written from the container',
    why: 'Claude Code on the host follows the memory as instructions. That is as it should be only after `share --memory rw`.',
    fix: 'If you did not choose `--memory rw`: run `claude-sessions share`, then rebuild the container.',
  },
  {
    code: 'root-owned-transcripts',
    severity: 'error',
    title: 'Conversations written as root',
    why: 'Claude Code on the host cannot read them, and would go on with an empty history.',
    fix: 'Run `claude-state heal` in the container as root.',
    action: 'heal',
  },
  {
    code: 'profile-writable',
    severity: 'error',
    title: 'The host’s configuration can be written from the container',
    why: 'Agents, hooks and settings are run or followed by Claude Code on the host.',
    fix: 'Mount it read-only (`claude-sessions status` on the host shows the mounts), then rebuild the container.',
  },
  {
    code: 'no-folder-recorded',
    severity: 'error',
    title: 'The project’s folder inside is not recorded',
    why: 'Conversations are filed by the path of the project; without it nothing can be linked.',
    fix: 'Run `claude-state bridge FOLDER` in the container, with the project’s folder there.',
  },
  {
    code: 'bridge-dangling',
    severity: 'error',
    title: 'The link to this project’s conversations leads nowhere',
    why: savesNothing,
    fix: bridgeAgain,
    action: 'bridge',
  },
  {
    code: 'bridge-missing',
    severity: 'error',
    title: 'The host’s conversations are not linked',
    why: 'They are mounted, but not where Claude Code looks: `claude --continue` begins anew.',
    fix: bridgeAgain,
    action: 'bridge',
  },
  {
    code: 'bridge-elsewhere',
    severity: 'error',
    title: 'The link leads to another place than the host’s conversations',
    why: 'What is recorded goes to a place that nobody chose.',
    fix: 'Look where the link leads, remove it if it is not yours, then run `claude-state bridge` in the container.',
  },
  {
    code: 'state-is-link',
    severity: 'error',
    title: 'A link in the place of claude-state’s own folder',
    why: 'Nothing is linked as long as it is there, since what follows it could write elsewhere.',
    fix: 'Look where `.claude-state` in Claude’s folder leads, remove the link, then run `claude-state bridge` in the container.',
  },
  {
    code: 'adoption-pending',
    severity: 'warning',
    title: 'Conversations of the volume that have not reached the host yet',
    why: 'Conversations recorded before the project was shared move to the host’s folder. None is lost; some wait.',
    fix: 'Run `claude-state bridge` in the container; it says what is in the way.',
    action: 'bridge',
  },
  {
    code: 'kept-files',
    severity: 'warning',
    title: 'Files kept aside in the volume',
    why: `The host has others of the same name, or they are links or special files. ${kept}`,
    fix: compareKept,
  },
  {
    code: 'kept-special',
    severity: 'warning',
    title: 'A link or special file kept aside',
    why: `It was not moved to the host’s folder, where it could act on the host. ${kept}`,
    fix: 'Look at it under `.claude-state/kept` of Claude’s folder in the container, then remove it.',
  },
  {
    code: 'kept-conflict',
    severity: 'warning',
    title: 'A file that differs on both sides',
    why: `Host and container have a different file of one name. ${kept}`,
    fix: compareKept,
  },
  ...troubleRows,
];
