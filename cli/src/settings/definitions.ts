import { defaultCollection } from '@claude-sessions/core/features.ts';
import { isLogin, logins } from '@claude-sessions/core/share/login.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';

/** A default that a user may set for all projects, in the config file. */
export interface SettingDefinition {
  readonly summary: string;
  /** The variable of the environment that goes before the file. */
  readonly variable?: string;
  readonly builtIn: string;
  /** What it may be, as the end of a sentence. */
  readonly allowed: string;
  /** For completion, where it is a list. */
  readonly choices?: readonly string[];
  isValid(value: string): boolean;
}

/** The settings by key; `schemas/config.schema.json` has the same. */
export const definitions = {
  collection: {
    summary: 'where the Features are published',
    variable: 'CLAUDE_SESSIONS_COLLECTION',
    builtIn: defaultCollection,
    allowed: `a registry and namespace such as ${defaultCollection}, or a folder such as ./features`,
    isValid: isCollection,
  },
  dockerPath: {
    summary: 'docker or podman: the name of the program, or its path',
    variable: 'DOCKER_PATH',
    builtIn: 'docker',
    allowed: 'the name of a program, such as podman, or an absolute path',
    isValid: isProgram,
  },
  login: {
    summary:
      "the container's login: shared with your other dev containers, its own, CLAUDE_CODE_OAUTH_TOKEN of the host, or the host's access token",
    builtIn: defaultShareOptions.login,
    allowed: 'shared, own, token or host-readonly',
    choices: logins,
    isValid: isLogin,
  },
  resticPath: {
    summary: 'restic, for snapshots and sync in a repository of it: the name of the program, or its path',
    variable: 'RESTIC_PATH',
    builtIn: 'restic',
    allowed: 'the name of a program, or an absolute path',
    isValid: isProgram,
  },
  resticRepository: {
    summary: 'where your repository of restic lies, without a password',
    variable: 'RESTIC_REPOSITORY',
    builtIn: '',
    allowed:
      'what restic takes, such as /mnt/backup, sftp:me@host:/backup or s3:https://host/bucket: an absolute path, and no password in it',
    isValid: isRepository,
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof definitions;

export const settingKeys = Object.keys(definitions) as SettingKey[];

/** The names that settings had before. */
export const formerKeys: ReadonlyMap<string, SettingKey> = new Map([['credentials', 'login']]);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(definitions, key);
}

/** A registry with a namespace, or a relative folder; a slash at the end does no harm. */
export function isCollection(value: string): boolean {
  return /^\.\.?(\/[^/]+)*$|^[\w.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(value.replace(/\/+$/, ''));
}

/** A relative path would be looked for in whatever folder a command is run in, and a project could put a program there. */
function isProgram(value: string): boolean {
  if (value.trim() === '' || /\p{Cc}/u.test(value)) return false;
  return !/[/\\]/.test(value) || /^(?:\/|[A-Za-z]:[/\\]|\\\\)/.test(value);
}

/** A relative folder would be another one in each project; passwords have places of their own, and a config file is shown. */
function isRepository(value: string): boolean {
  if (/\p{Cc}/u.test(value) || /:\/\/[^/@]*:[^/@]*@/.test(value)) return false;
  return /^(?:\/|~\/|[A-Za-z]:[/\\]|\\\\|local:\/|(?:sftp|rest|s3|b2|azure|gs|swift|rclone):\S)/.test(value);
}
