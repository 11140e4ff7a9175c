import type { FeatureId } from '../features.ts';
import { toObject } from '../toObject.ts';

/**
 * Where Claude Code in a container has its login from. `shared`: a volume that is the same in all dev containers with the
 * Feature `claude-login`. `own`: the container logs in for itself. `token`: CLAUDE_CODE_OAUTH_TOKEN of the host's environment.
 */
export const logins = ['shared', 'own', 'token'] as const;

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

/**
 * Which login a devcontainer.json gives its container.
 * @param config the value of the whole file
 * @param features those of ours that are in it, or in its image
 * @returns `token` where it stands beside the Feature, since Claude Code takes a token first; but a token that somebody put there by
 *   hand is no choice of ours, and the Feature counts
 */
export function loginOf(config: unknown, features: readonly { readonly id: FeatureId }[]): Login {
  const token = toObject(toObject(config).remoteEnv)[tokenVariable];
  const isShared = features.some(({ id }) => id === 'claude-login');
  if (token === undefined) return isShared ? 'shared' : 'own';
  return isShared && token !== tokenReference ? 'shared' : 'token';
}
