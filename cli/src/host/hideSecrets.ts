import { isSecretName } from '@claude-sessions/core/prepare/secrets.ts';

/** Shorter values are in every other text. */
const shortest = 6;

/** Directories by name, and in nearly every text: no passwords, whatever `PWD` is elsewhere. */
const directories: readonly string[] = ['PWD', 'OLDPWD'];

/**
 * A text for people that an engine had the environment's variables put into: values of those whose names say that they are
 * secrets are their names again.
 */
export function hideSecrets(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return Object.entries(env).reduce((shown, [name, value = '']) => {
    return value.length >= shortest && isSecretName(name) && !directories.includes(name)
      ? shown.replaceAll(value, () => `\${${name}}`)
      : shown;
  }, text);
}
