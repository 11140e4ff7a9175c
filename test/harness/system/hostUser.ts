import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, type RunOptions, run, succeeded, tryRun } from './run.ts';

/** The person on the host: never root, so that what the tests see is what users see. */
export interface HostUser {
  name: string;
  uid: number;
  gid: number;
  /** Directories that stand before the system's in PATH. */
  path: string[];
  /** A place for temporary files, so that nothing is left in /tmp. */
  temporary: string;
}

const name = 'claude-test-host';
const uid = 1234;

/**
 * As root: a real user with UID 1234, no password and no home of its own (each test gives one); made when missing,
 * a stale one of a killed run is used again. Otherwise the user who runs the tests. `remove` undoes it.
 */
export async function provideHostUser(): Promise<{
  name: string;
  uid: number;
  gid: number;
  remove(): Promise<void>;
}> {
  const id = async (flag: string, who: string[]) => (await run('id', [flag, ...who])).trim();
  if (process.getuid?.() !== 0) {
    const own = { name: await id('-un', []), uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    return { ...own, remove: async () => undefined };
  }
  const known = () => tryRun('id', ['-un', String(uid)]);
  if ((await known()).code !== 0) {
    const add = ['--uid', String(uid), '--no-create-home', '--home-dir', '/nonexistent', name];
    const added = await tryRun('useradd', add);
    // Another run may have made it at the same moment.
    if ((await known()).code !== 0) succeeded(added);
  }
  const found = await id('-un', [String(uid)]);
  const remove = async () => {
    if (found === name) await tryRun('userdel', [name]);
  };
  return { name: found, uid, gid: Number(await id('-g', [found])), remove };
}

export interface RunAsOptions {
  /** Added to PATH, TMPDIR and LANG, which are all that is set. */
  env?: Record<string, string>;
  cwd?: string;
  timeout?: number;
  input?: string;
}

/** Runs a program as the host's user, with an environment of nothing but what is said; returns what it left. */
export function tryRunAs(
  user: HostUser,
  command: string,
  args: readonly string[],
  options: RunAsOptions = {},
): Promise<Finished> {
  const env = { ...cleanEnvironment(user), ...options.env };
  const root = process.getuid?.() === 0;
  const who: RunOptions = root ? { uid: user.uid, gid: user.gid } : {};
  return tryRun(command, args, { ...options, ...who, env });
}

/** As `tryRunAs`, and throws when the program fails. Returns its stdout. */
export async function runAs(
  user: HostUser,
  command: string,
  args: readonly string[],
  options: RunAsOptions = {},
): Promise<string> {
  return succeeded(await tryRunAs(user, command, args, options)).stdout;
}

/** The environment that every program of the host's user starts from. */
export function cleanEnvironment(user: HostUser): Record<string, string> {
  const path = [...user.path, join(process.execPath, '..'), '/usr/bin', '/bin'].join(':');
  return { PATH: path, LANG: 'C.UTF-8', TMPDIR: user.temporary, USER: user.name };
}

/** Gives a file to the host's user. */
export function giveTo(user: HostUser, path: string): void {
  if (process.getuid?.() === 0) chownSync(path, user.uid, user.gid);
}
