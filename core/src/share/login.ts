import { containerHostDir, hostHome } from '../containerPaths.ts';
import type { FeatureId } from '../features.ts';
import { toObject } from '../toObject.ts';

/**
 * Where Claude Code in a container has its login from. `shared`: a volume that is the same in all dev containers with the
 * Feature `claude-login`. `own`: the container logs in for itself. `token`: CLAUDE_CODE_OAUTH_TOKEN of the host's environment.
 * `host-readonly`: the host's own login, as far as it may be handed over: the access token, kept up to date by the host in a folder
 * that is mounted read-only (`prepare/hostLogin.ts`).
 */
export const logins = ['shared', 'own', 'token', 'host-readonly'] as const;

export type Login = (typeof logins)[number];

export function isLogin(word: string): word is Login {
  return (logins as readonly string[]).includes(word);
}

/** The variable of Claude Code's long-lived token (`claude setup-token`). */
export const tokenVariable = 'CLAUDE_CODE_OAUTH_TOKEN';

/** Written by `share --login token`. */
export const tokenReference = `\${localEnv:${tokenVariable}}`;

/** The volume of the shared login, of one name for all projects, and where it is mounted (`feature/src/claude-login`). */
export const loginVolume = 'claude-code-login';
export const containerLoginDir = '/var/lib/claude-login';

/** Where Claude Code (2.1.178 and later) is told to look for its login; it keeps everything else in the config directory. */
export const loginVariable = 'CLAUDE_SECURESTORAGE_CONFIG_DIR';

/** Where the login that the host keeps is mounted, and its folder on the host: one for all dev containers of a user. */
export const hostLoginName = 'login';
export const containerHostLogin = `${containerHostDir}/${hostLoginName}`;
export const hostLoginDir = `${hostHome}/.claude-sessions/${hostLoginName}`;

/** The mount of it as our commands write it. A string, since the tools drop `readonly` of an object. */
export const hostLoginMount = `type=bind,source=${hostLoginDir},target=${containerHostLogin},readonly`;

/**
 * Which login a devcontainer.json gives its container.
 * @param config the value of the whole file
 * @param features those of ours that are in it, or in its image
 * @returns `token` where it stands beside the Feature, since Claude Code takes a token first; but a token that somebody put there by
 *   hand is no choice of ours, and the Feature, or the mount, counts
 * @param mountsHostLogin the folder that the host keeps is mounted
 */
export function loginOf(
  config: unknown,
  features: readonly { readonly id: FeatureId }[],
  mountsHostLogin = false,
): Login {
  const token = toObject(toObject(config).remoteEnv)[tokenVariable];
  const isShared = features.some(({ id }) => id === 'claude-login');
  const kept = mountsHostLogin ? 'host-readonly' : isShared ? 'shared' : 'own';
  return token === undefined || (kept !== 'own' && token !== tokenReference) ? kept : 'token';
}
