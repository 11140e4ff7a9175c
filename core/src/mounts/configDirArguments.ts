import { toObject } from '../toObject.ts';
import { readOptions } from './configuredMounts.ts';

/** CLAUDE_CONFIG_DIR as `runArgs` sets it. */
export interface ConfigDirArgument {
  readonly value: string;
  /** Where in the list the arguments are that say it and nothing else, in order. */
  readonly indices: readonly number[];
  /** These arguments. */
  readonly args: readonly string[];
}

const variable = 'CLAUDE_CONFIG_DIR=';

/**
 * Where `runArgs` sets CLAUDE_CONFIG_DIR by arguments of their own: `-e`, `--env`. Docker Compose has no `runArgs`; one among
 * other short options (`-ite`) is left out, since those would go with it.
 * @param config the value of devcontainer.json
 */
export function configDirArguments(config: unknown): ConfigDirArgument[] {
  const { runArgs, dockerComposeFile } = toObject(config);
  if (dockerComposeFile !== undefined || !Array.isArray(runArgs)) return [];
  return readOptions(runArgs, { long: 'env', short: 'e' })
    .filter(({ value }) => value.startsWith(variable))
    .flatMap(({ value, index }) => {
      const isAttached = runArgs[index] !== value;
      const option: unknown = runArgs[isAttached ? index : index - 1];
      if (!/^(-e|--env)/.test(String(option))) return [];
      const indices = isAttached ? [index] : [index - 1, index];
      return [
        { value: value.slice(variable.length), indices, args: indices.map((each) => String(runArgs[each])) },
      ];
    });
}
