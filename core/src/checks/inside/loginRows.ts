import { advice, ourCommand } from '../../findings/advice.ts';
import type { InsideRow } from './insideRow.ts';

const outOfReach = 'shared-login-out-of-reach';
const notUsed = 'shared-login-not-used';
const exposed = 'login-file-mounted';
const orTakeOut = 'or take the Feature claude-login out of devcontainer.json, then rebuild the container';

/** What keeps Claude Code from the login that all dev containers with the Feature `claude-login` share. */
export const loginRows: readonly InsideRow[] = [
  {
    code: 'login-not-mounted',
    check: outOfReach,
    severity: 'warning',
    title: 'No volume is mounted for the shared login',
    why: 'The Feature `claude-login` is installed, and its volume is not there: a login made here is this container’s alone, and is lost with it.',
    fix: advice`See that no mount in devcontainer.json has the target /var/lib/claude-login, then rebuild the container.`,
  },
  {
    code: 'login-not-owned',
    check: outOfReach,
    severity: 'error',
    title: 'The shared login belongs to another user',
    why: 'The volume belongs to the user of the first container that had it, by number. Claude Code as another user cannot read the login, and asks to log in at every start.',
    fix: advice`Give this container a remoteUser with the number of the login’s owner, ${orTakeOut}.`,
  },
  {
    code: 'login-not-writable',
    check: outOfReach,
    severity: 'error',
    title: 'The shared login cannot be written',
    why: 'It was tried. Claude Code renews the login every few hours: a renewed login that cannot be saved is lost, and logs all containers out.',
    fix: advice`See whether the volume is full or mounted read-only.`,
  },
  {
    code: 'login-not-in-effect',
    check: notUsed,
    severity: 'warning',
    title: 'The variable that leads to it is not in effect',
    why: '`CLAUDE_SECURESTORAGE_CONFIG_DIR`, which the Feature `claude-login` sets, is what leads Claude Code to the shared login. Something sets it otherwise: `remoteEnv`, a Compose file, a shell profile.',
    fix: advice`Find where CLAUDE_SECURESTORAGE_CONFIG_DIR is set (remoteEnv, a Compose file, a shell profile) and take it out, then rebuild the container.`,
  },
  {
    code: 'login-client-old',
    check: notUsed,
    severity: 'warning',
    title: 'Claude Code is too old for it',
    why: 'Claude Code knows a login that stands apart since 2.1.178. An older one ignores it, without a word, and asks for a login of its own.',
    fix: advice`Update Claude Code in the container: \`claude update\`, or rebuild the container without its cache.`,
  },
  {
    code: 'login-outranked',
    check: notUsed,
    severity: 'warning',
    title: 'A key goes before it',
    why: 'Claude Code takes an API key, a helper that prints one, or a cloud provider before any login, and you may be billed for that.',
    fix: advice`Take it out of the container’s environment or settings, ${orTakeOut}.`,
  },
  {
    code: 'login-token-beside',
    check: notUsed,
    severity: 'warning',
    title: 'A token goes before it',
    why: 'Claude Code takes `CLAUDE_CODE_OAUTH_TOKEN` before a login. When the token expires, nothing says that there is a login beside it.',
    fix: advice`Decide for one: unset CLAUDE_CODE_OAUTH_TOKEN, ${orTakeOut}.`,
  },
  {
    code: 'login-file-mounted',
    severity: 'error',
    title: 'Login file mounted as well',
    why: 'A login’s refresh token is good for one use: the first of two sides that renews it logs the other one out. And a single file that is mounted cannot be replaced, which is how a login is renewed.',
    fix: advice`Take the mount of .credentials.json out, then rebuild the container: the shared login is enough.`,
  },
  {
    code: 'host-login-not-mounted',
    check: outOfReach,
    severity: 'warning',
    title: 'The host’s login is not mounted',
    why: 'Claude Code here is told to take the login that the host keeps, and the folder with it is not there.',
    fix: advice`Rebuild the container.`,
  },
  {
    code: 'host-login-not-in-effect',
    check: outOfReach,
    severity: 'warning',
    title: 'The variable that leads to the host’s login is not in effect',
    why: 'The login is mounted, and `CLAUDE_SECURESTORAGE_CONFIG_DIR`, by which Claude Code finds it, is set otherwise: by `remoteEnv`, a Compose file, a shell profile.',
    fix: advice`Find where CLAUDE_SECURESTORAGE_CONFIG_DIR is set (remoteEnv, a Compose file, a shell profile) and take it out, then rebuild the container.`,
  },
  {
    code: 'host-login-not-readable',
    check: outOfReach,
    severity: 'error',
    title: 'The host’s login belongs to another user',
    why: 'Only the host’s user may read it. On Linux the tools give the container’s user the same number, unless `updateRemoteUserUID` is off; root in the container may read it too.',
    fix: advice`Give the container a user with the number of the login’s owner.`,
  },
  {
    code: 'host-login-missing',
    check: outOfReach,
    severity: 'warning',
    title: 'The host has no login for this container',
    why: 'Nobody is logged in on the host, or nothing has copied the access token since: Claude Code in the container asks to log in, and could not keep a login. A Mac keeps its login in the keychain, from which nothing is copied.',
    fix: advice`Log in with Claude Code on the host, then run ${ourCommand('prepare')}; on a Mac choose another login.`,
  },
  {
    code: 'host-login-lapsed',
    check: outOfReach,
    severity: 'warning',
    title: 'The host’s access token has expired',
    why: 'It holds for some hours. Only the host can renew it, and does when Claude Code is used there; the container then goes on by itself.',
    fix: advice`On the host ask Claude Code something (\`claude -p hi\`), which renews it, then run ${ourCommand('prepare')}.`,
  },
  {
    code: 'host-login-writable',
    check: exposed,
    severity: 'error',
    title: 'The host’s login can be written',
    why: 'The folder with the host’s login is not mounted read-only. What runs in one container could put another login there, for all of them.',
    fix: advice`Mount it read-only, then recreate the container.`,
  },
  {
    code: 'host-login-refreshable',
    check: exposed,
    severity: 'error',
    title: 'A refresh token can be read',
    why: 'A refresh token is good for one use. Claude Code renews no login in a folder that it cannot write, but whatever else runs in the container can, and that logs the host out.',
    fix: advice`Mount a folder that has the access token only: ~/.claude-sessions/login, which ${ourCommand('prepare')} keeps on the host.`,
  },
];
