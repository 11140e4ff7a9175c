import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { capsuleName, isCapsuleName } from '@claude-sessions/core/capsule/name.ts';
import type { Capsule, CapsuleLogin } from '@claude-sessions/core/capsule/types.ts';
import { engineBytesOf } from '@claude-sessions/core/export/quantity.ts';
import { tokenVariable } from '@claude-sessions/core/share/login.ts';
import { conversationOf } from '../host/conversationOf.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { lockFolder } from '../host/withLock.ts';
import { loginFolderOf } from './loginFolder.ts';

/** What the command line says of a capsule. */
export interface CapsuleOptions {
  readonly name?: string;
  readonly volume?: string;
  readonly image?: string;
  readonly memory?: string;
  readonly workspace?: boolean;
  readonly login?: CapsuleLogin;
  readonly loginDir?: string;
  readonly env?: readonly string[];
  readonly prompt?: string;
  readonly watch?: boolean;
}

/** One run at a time for a folder. */
function capsuleLock(folder: string): string {
  return join(lockFolder(), `capsule-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
}

export const defaultMemory = '4g';
/** Less no engine takes. */
const leastMemory = 6 * 1024 ** 2;

/** @throws UsageError, UserError when it cannot be */
export async function planCapsule(
  named: string | undefined,
  command: readonly string[],
  options: CapsuleOptions,
): Promise<Capsule> {
  refuseTogether(options, command);
  const folder = await realFolder(named ?? process.cwd());
  const name = nameFrom(options.name, folder);
  const login = options.login ?? 'folder';
  return {
    name,
    folder,
    volume: options.volume ?? `${name}-home`,
    image: options.image,
    dockerfile: options.image === undefined ? await dockerfileOf(folder) : undefined,
    memory: memoryFrom(options.memory ?? defaultMemory),
    workspace: options.workspace ?? true,
    login,
    loginFolder: login === 'folder' ? await loginFolderOf(folder, options.loginDir) : undefined,
    variables: variablesFrom(options.env ?? [], login),
    conversation: conversationOf(name),
    prompt: options.prompt,
    command,
    watch: options.watch ?? false,
    lock: capsuleLock(folder),
  };
}

function refuseTogether(
  { watch, image, loginDir, login = 'folder', prompt, volume }: CapsuleOptions,
  command: readonly string[],
) {
  if (watch && image !== undefined)
    throw new UsageError(
      '--watch builds the image of the folder, and --image is another.',
      'Leave one of them out.',
    );
  if (loginDir !== undefined && login !== 'folder')
    throw new UsageError(`With --login ${login} there is no folder of the login.`, 'Leave --login-dir out.');
  if (prompt !== undefined && command.length > 0)
    throw new UsageError(
      '--prompt is for the conversation, and a command runs instead of it.',
      'Leave one of them out.',
    );
  if (volume !== undefined && !/^[a-zA-Z0-9][\w.-]{0,127}$/.test(volume))
    throw new UsageError(
      `"${volume}" is not a valid volume name.`,
      'Use letters, digits, dots, dashes and underscores.',
    );
}

async function realFolder(path: string): Promise<string> {
  const folder = await realpath(path).catch(() => undefined);
  const found = folder === undefined ? undefined : await stat(folder);
  if (folder !== undefined && found?.isDirectory()) return folder;
  throw new UserError(`${path} is not a folder.`, 'Name the folder of the capsule.');
}

function nameFrom(given: string | undefined, folder: string): string {
  if (given === undefined) return capsuleName(basename(folder));
  if (isCapsuleName(given)) return given;
  throw new UsageError(
    `"${given}" is not a valid name for a capsule.`,
    'Use at most 48 lower-case letters, digits and dashes, with a letter or digit at both ends.',
  );
}

/** Docker does not look for the second by itself. */
async function dockerfileOf(folder: string): Promise<string> {
  for (const name of ['Dockerfile', 'Containerfile']) {
    const path = join(folder, name);
    if (await stat(path).catch(() => undefined)) return path;
  }
  throw new UserError(`There is no Dockerfile in ${folder}.`, 'Write one, or name an image with --image.');
}

function memoryFrom(amount: string): string {
  if ((engineBytesOf(amount) ?? 0) >= leastMemory) return amount;
  throw new UsageError(
    `"${amount}" is not a memory limit that engines take.`,
    'Name an amount such as 4g or 512m.',
  );
}

function variablesFrom(names: readonly string[], login: CapsuleLogin): string[] {
  for (const name of names) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new UsageError(
        `"${name.split('=')[0]}" is not the name of a variable alone.`,
        'Leave out the value: it is taken from your environment.',
      );
  }
  for (const name of [...names, ...(login === 'token' ? [tokenVariable] : [])]) {
    if (process.env[name] === undefined)
      throw new UserError(`${name} is not set in your environment.`, 'Set it, and run this again.');
  }
  return [...new Set(names)];
}
