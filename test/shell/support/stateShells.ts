import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { assembleClaudeState } from '../../../scripts/assembleClaudeState.mjs';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';

/** The assembled program under one shell, with the tools that go with it. */
export interface StateShell {
  name: string;
  /** The program's file; its first line names the shell. */
  program: string;
  /** Where it finds its tools. */
  path: string;
}

const SYSTEM = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const isLinux = process.platform === 'linux';
const isCi = process.env.CI === 'true';
const folder = newFolder();
chmodSync(folder, 0o755);

// The program runs in containers: /proc, and the options of Linux' tools, are taken for granted.
if (!isLinux && !isCi) beforeEach(({ skip }) => skip('claude-state runs on Linux only'));

function withShell(name: string, shebang: string, change = (text: string) => text): string {
  const file = join(folder, name);
  writeFileSync(file, change(assembleClaudeState()).replace(/^#!.*/, `#!${shebang}`), { mode: 0o755 });
  return file;
}

/** Nothing but busybox; flock, which Debian's build of it lacks and Alpine's has, is put beside when asked. */
function applets(busybox: string, flock?: string): string {
  const path = join(folder, flock ? 'applets-flock' : 'applets');
  if (existsSync(path)) return path;
  mkdirSync(path);
  spawnSync(busybox, ['--install', '-s', path]);
  if (flock) symlinkSync(flock, join(path, 'flock'));
  return path;
}

/** A variant; none, with one line to say so, where a program that it needs is missing. In CI that is a failure. */
function variant<P extends string>(
  name: string,
  programs: P[],
  make: (found: Record<P, string>) => Omit<StateShell, 'name'>,
): StateShell[] {
  const found = programs.map((program) => [program, findOnPath(program)] as const);
  const missing = found.filter(([, path]) => !path).map(([program]) => program);
  if (missing.length === 0) return [{ name, ...make(Object.fromEntries(found) as Record<P, string>) }];
  const message = `claude-state is not tested under ${name}: ${missing.join(' and ')} not found`;
  if (isCi) throw new Error(message);
  if (isLinux) console.warn(message);
  return [];
}

/** What any Linux has. */
export const sh: StateShell = { name: 'sh', program: withShell('sh', '/bin/sh'), path: SYSTEM };

export const busyboxWithoutFlock = variant('busybox ash without flock', ['busybox'], ({ busybox }) => {
  const path = applets(busybox);
  return { path, program: withShell('busybox-bare', `${path}/ash`) };
});

const variants = [
  ...variant('dash', ['dash'], ({ dash }) => ({ path: SYSTEM, program: withShell('dash', dash) })),
  ...variant('busybox ash', ['busybox', 'flock'], ({ busybox, flock }) => {
    const path = applets(busybox, flock);
    return { path, program: withShell('busybox', `${path}/ash`) };
  }),
  ...variant('bash --posix', ['bash'], ({ bash }) => ({
    path: SYSTEM,
    program: withShell('bash', `${bash} --posix`),
  })),
];

/** Those that lock; never empty. */
export const shells: StateShell[] = variants.length > 0 ? variants : [sh];

/** The program with a fault put in, to show that a test would see it. */
export function broken(name: string, change: (text: string) => string): StateShell {
  const whole = assembleClaudeState();
  if (change(whole) === whole) throw new Error(`The fault ${name} changed nothing`);
  return { name, program: withShell(`broken-${name}`, '/bin/sh', change), path: SYSTEM };
}
