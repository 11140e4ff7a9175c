import { advice } from '../../findings/advice.ts';
import type { InsideRow } from './insideRow.ts';

const notKept = 'home-not-kept';

/** What keeps the home, by the Feature `claude-home`, from being kept. */
export const homeRows: readonly InsideRow[] = [
  {
    code: 'home-not-mounted',
    check: notKept,
    severity: 'warning',
    title: 'No volume is mounted for the home',
    why: 'The Feature `claude-home` is installed, and its volume is not there: what is done in the home is lost with the container.',
    fix: advice`See that no mount in devcontainer.json has the target /claude-home or lies on the home, then rebuild the container.`,
  },
  {
    code: 'home-elsewhere',
    check: notKept,
    severity: 'warning',
    title: 'HOME is another folder than the volume’s',
    why: 'The volume stays empty and looks healthy, and what is done in the other folder is lost. The user is another one than the Feature was installed for, or something sets HOME.',
    fix: advice`Set remoteUser to the user who works there, take HOME out of what sets it, then rebuild the container.`,
  },
  {
    code: 'home-mounted-twice',
    check: notKept,
    severity: 'error',
    title: 'Two mounts on the home',
    why: 'Which of the two is seen changes from start to start.',
    fix: advice`Take the other mount out of devcontainer.json, then rebuild the container.`,
  },
  {
    code: 'home-not-owned',
    check: notKept,
    severity: 'error',
    title: 'The home is another user’s',
    why: 'The user cannot write in it.',
    fix: advice`Run \`claude-state home\` in the container as root, or rebuild the container.`,
  },
  {
    code: 'home-markers',
    check: notKept,
    severity: 'warning',
    title: 'Lifecycle markers in the volume',
    why: 'The tools note in the home which lifecycle commands have run. In a volume the notes outlast the container, and in the next one commands are skipped. So is an editor’s server: it belongs to one container.',
    fix: advice`Restart the container: what lies there is then kept beside it. A mount there is to be taken out of devcontainer.json.`,
  },
  {
    code: 'home-not-linked',
    check: notKept,
    severity: 'warning',
    title: 'A link out of the volume could not be made',
    why: 'The disk is full, or the home cannot be written.',
    fix: advice`Make room there, then restart the container.`,
  },
];
