import { isLogin } from '@claude-sessions/core/share/login.ts';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import type { Engine } from '../host/engine.ts';
import { UsageError } from '../host/errors.ts';
import { configFilePath, type FileSettings, readConfigFile } from './configFile.ts';
import { definitions, isCollection, type SettingDefinition, type SettingKey } from './definitions.ts';

// Which collection, which engine, which login: asked here by every command, the language server and the editor's API. What
// stands in an option or an editor's setting goes before the environment, that before the config file, and that before
// what is built in.

/** A setting as it holds, and where that is from. */
export interface Setting {
  readonly value: string;
  readonly source: 'environment' | 'file' | 'built-in';
  /** The variable, or `file:line`. */
  readonly from?: string;
}

/** @param file read when the environment leaves it open @throws as `readConfigFile` */
export function settingOf(
  key: SettingKey,
  env: NodeJS.ProcessEnv,
  file: () => FileSettings = () => readConfigFile(env),
): Setting {
  const { variable, builtIn }: SettingDefinition = definitions[key];
  const value = variable && env[variable];
  if (variable && value) return { value, source: 'environment', from: variable };
  const inFile = file().get(key);
  if (inFile) {
    return { value: inFile.value, source: 'file', from: `${configFilePath(env)}:${inFile.line}` };
  }
  return { value: builtIn, source: 'built-in' };
}

/**
 * The collection of our Features. @param options what goes before the environment
 * @throws UsageError when that is no registry with a namespace, nor a relative folder; as `readConfigFile`
 */
export function collectionFrom(
  options: { readonly collection?: string | undefined },
  env: NodeJS.ProcessEnv,
): string {
  const collection = options.collection ?? settingOf('collection', env).value;
  if (isCollection(collection)) return collection.replace(/\/+$/, '');
  throw new UsageError(
    `"${collection}" is no collection of Features.`,
    `Name ${definitions.collection.allowed}.`,
  );
}

/** The engine to use. @param option what goes before the environment @throws as `readConfigFile` */
export function engineFrom(
  option: string | undefined,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal | undefined,
): Engine {
  return { command: option ?? settingOf('dockerPath', env).value, ...(signal && { signal }) };
}

/** The options of `share` for who names none, where it is not shared yet. @throws as `readConfigFile` */
export function usualShareOptions(env: NodeJS.ProcessEnv): ShareOptions {
  const { value } = settingOf('login', env);
  return { ...defaultShareOptions, login: isLogin(value) ? value : defaultShareOptions.login };
}
