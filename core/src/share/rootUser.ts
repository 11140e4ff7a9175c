import { toObject } from '../toObject.ts';

/**
 * Whether root runs Claude Code in a dev container, by devcontainer.json alone; `unknown` where only the image can tell:
 * root, unless it names somebody (containers.dev, `remoteUser`).
 * @param config the value of the whole file
 */
export function runsAsRoot(config: unknown): 'yes' | 'no' | 'unknown' {
  const { remoteUser, containerUser } = toObject(config);
  const user = [remoteUser, containerUser].find((each) => typeof each === 'string' && each !== '');
  if (typeof user !== 'string' || user.includes('${')) return 'unknown';
  return /^(root|0)(:|$)/.test(user) ? 'yes' : 'no';
}

/** True when the variable is set by which Claude Code takes the container for a sandbox, and starts as root all the same. */
export function isSandbox(config: unknown): boolean {
  const { containerEnv, remoteEnv } = toObject(config);
  return [containerEnv, remoteEnv].some((env) => /^(1|true)$/.test(String(toObject(env).IS_SANDBOX)));
}
