import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scriptText } from '../../../core/src/prepare/scriptText.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

/** The scripts with all that is in them, as they lie in the sources; `.ps1` is beside it. */
export const ASSET = resolve(import.meta.dirname, '../../../core/assets/prepare.sh');

/** As `share` writes it without Docker Compose, and with it. */
export const SCRIPT = writeScript(false);
export const COMPOSE_SCRIPT = writeScript(true);

function writeScript(usesCompose: boolean): string {
  const path = join(newFolder(), 'claude-sessions-prepare.sh');
  writeFileSync(path, scriptText(readFileSync(ASSET, 'utf8'), usesCompose));
  return path;
}

/** A way to run a POSIX script: the shell and the PATH that gives it its tools. */
export interface Shell {
  name: string;
  argv: string[];
  path: string;
}

const PATH = process.env.PATH ?? '/usr/bin:/bin';

export function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** A folder with links to every applet, so that no tool of the host is used. */
function busyboxPath(): string {
  const folder = newFolder();
  for (const applet of spawnSync('busybox', ['--list'], { encoding: 'utf8' }).stdout.split('\n')) {
    if (applet) symlinkSync('/bin/busybox', join(folder, applet));
  }
  // Alpine's busybox has it, Debian's does not.
  const cksum = spawnSync('sh', ['-c', 'command -v cksum'], { encoding: 'utf8' }).stdout.trim();
  if (!existsSync(join(folder, 'cksum'))) symlinkSync(cksum, join(folder, 'cksum'));
  return folder;
}

/** A folder in which `awk` is another one. */
function pathWithAwk(awk: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'awk'), `#!/bin/sh\nexec ${awk} "$@"\n`);
  chmodSync(join(folder, 'awk'), 0o755);
  return `${folder}:${PATH}`;
}

/** Every shell and awk that is here: dash, busybox (which brings its awk), bash; mawk, gawk, the original. */
export function shells(): Shell[] {
  const found: Shell[] = [];
  const missing = ['dash', 'bash', 'busybox', 'gawk', 'mawk', 'original-awk'].filter(
    (command) => !has(command),
  );
  if (missing.length > 0 && process.env.CI === 'true') {
    throw new Error(`Not installed, and needed when CI=true: ${missing.join(', ')}.`);
  }
  if (has('dash')) found.push({ name: 'dash', argv: ['dash'], path: PATH });
  if (has('bash')) found.push({ name: 'bash --posix', argv: ['bash', '--posix'], path: PATH });
  if (existsSync('/bin/busybox')) {
    found.push({ name: 'busybox ash', argv: ['/bin/busybox', 'ash'], path: busyboxPath() });
  }
  for (const awk of ['gawk', 'mawk', 'original-awk', 'gawk --posix']) {
    if (has(awk.split(' ')[0] ?? ''))
      found.push({ name: `sh with ${awk}`, argv: ['sh'], path: pathWithAwk(awk) });
  }
  return found;
}

export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the script, or a copy of it, as `initializeCommand` does: in the workspace folder, the id as its argument. */
export function runScript(
  shell: Shell,
  cwd: string,
  args: string[],
  env: Record<string, string>,
  script = SCRIPT,
): Run {
  const [command = 'sh', ...rest] = shell.argv;
  const { status, stdout, stderr } = spawnSync(command, [...rest, script, ...args], {
    cwd,
    env: { PATH: shell.path, ...env },
    encoding: 'utf8',
    // Not a socket: bash takes that for a remote shell and reads the user's .bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
}

/** The text of one function of the script, to be tried by itself. */
export function scriptFunction(name: string): string {
  const text = readFileSync(ASSET, 'utf8');
  const start = text.indexOf(`\n${name}() {\n`);
  const end = text.indexOf('\n}\n', start);
  if (start < 0 || end < 0) throw new Error(`No function ${name} in ${ASSET}`);
  return text.slice(start + 1, end + 3);
}

/** The line, or the lines, of the script that set a list of names. */
export function scriptList(name: string): string {
  const list = new RegExp(`^${name}='[^']*'$`, 'm').exec(readFileSync(ASSET, 'utf8'));
  if (!list) throw new Error(`No list ${name} in ${ASSET}`);
  return list[0];
}

export function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
