import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  type DevcontainerDocument,
  parseDocument,
  positionOf,
} from '@claude-sessions/core/devcontainer/document.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { withoutSecrets } from '../host/withoutSecrets.ts';
import { definitions, formerKeys, isSettingKey, type SettingKey, settingKeys } from './definitions.ts';

/** A setting as the file has it. */
export interface FileSetting {
  readonly value: string;
  readonly line: number;
}

export type FileSettings = ReadonlyMap<SettingKey, FileSetting>;

/**
 * The user's config file, and no other: nothing is read from a project, which a container can write. Where it lies is as
 * `gh` and `git` have it: $XDG_CONFIG_HOME where that is an absolute path (the XDG Base Directory Specification says to
 * ignore others), %APPDATA% on Windows, else ~/.config, on macOS too.
 */
export function configFilePath(env: NodeJS.ProcessEnv): string {
  const { XDG_CONFIG_HOME: xdg = '', APPDATA: appData = '' } = env;
  const folder = isAbsolute(xdg)
    ? xdg
    : process.platform === 'win32' && isAbsolute(appData)
      ? appData
      : join(homedir(), '.config');
  return join(folder, 'claude-sessions', 'config.json');
}

/** The settings of the config file; none where there is no file. @throws UsageError that names file and line; UserError as `readConfigText` */
export function readConfigFile(env: NodeJS.ProcessEnv): FileSettings {
  const path = configFilePath(env);
  const text = readConfigText(path);
  return text === undefined ? new Map() : parseConfig(path, text);
}

/** No config file is near this. */
const maxBytes = 1024 * 1024;

/**
 * @returns undefined when there is none
 * @throws UserError when it is no regular file, or somebody else could have written it
 */
export function readConfigText(path: string): string | undefined {
  const { O_RDONLY, O_NONBLOCK = 0 } = constants;
  let file: number;
  try {
    file = openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > maxBytes) {
      throw new UserError(`${path} is not a config file.`, 'Move it away, or put the file itself there.');
    }
    refuseOthers(path, stats);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** As ssh does with its own, since both name programs to run: https://man.openbsd.org/ssh_config ("FILES"). */
function refuseOthers(path: string, { uid, mode }: Stats): void {
  if (!process.getuid) return;
  if (uid !== process.getuid() && uid !== 0) {
    throw new UserError(`${path} belongs to another user, and is not read.`, 'Make it yours, or delete it.');
  }
  if ((mode & 0o022) !== 0) {
    throw new UserError(
      `${path} can be written by other users, and is not read.`,
      'Run `chmod go-w` on it, after a look at what it says.',
    );
  }
}

/** The settings in a text. @throws UsageError for the first thing that is wrong */
export function parseConfig(path: string, source: string): FileSettings {
  const document = parseDocument(source);
  const [first] = document.errors;
  if (first) throw wrong(path, first.line, `${first.message}.`, 'Fix this first.');
  const settings = new Map<SettingKey, FileSetting>();
  for (const { key: written, value, line } of members(document)) {
    if (written === '$schema') continue;
    const key = formerKeys.get(written) ?? written;
    if (!isSettingKey(key)) {
      throw wrong(path, line, `"${key}" is not a setting.`, `The settings are ${settingKeys.join(', ')}.`);
    }
    const { allowed, isValid } = definitions[key];
    if (typeof value !== 'string' || !isValid(value)) {
      const shown = withoutSecrets(JSON.stringify(value) ?? '');
      throw wrong(path, line, `${shown} is not a value of "${key}".`, `It may be ${allowed}.`);
    }
    settings.set(key, { value, line });
  }
  return settings;
}

function members({ root, text }: DevcontainerDocument): { key: string; value: unknown; line: number }[] {
  return (root?.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key ? [{ key: key.value, value: value?.value, line: positionOf(text, key.offset).line }] : [],
  );
}

function wrong(path: string, line: number, message: string, hint: string): UsageError {
  return new UsageError(`${path}:${line}: ${message}`, hint);
}
