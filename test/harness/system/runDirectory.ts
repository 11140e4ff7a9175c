import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, stopProcess } from './processes.ts';
import { tryRun } from './run.ts';
import { unmountBelow } from './unmountBelow.ts';

const prefix = 'claude-sessions-test-';

/**
 * A directory of this run's own that other users may enter, with `tmp/` that anybody may write in.
 * Directories whose run was killed are removed on the way.
 */
export async function makeRunDirectory(): Promise<string> {
  for (const entry of readdirSync(tmpdir())) {
    const directory = join(tmpdir(), entry);
    if (entry.startsWith(prefix) && isMine(directory) && !isOwned(directory)) await removeLeft(directory);
  }
  const directory = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(directory, 'owner'), String(process.pid));
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, 'tmp'));
  chmodSync(join(directory, 'tmp'), 0o1777);
  return directory;
}

/** Notes a process of this run, with a part of its command line, so that it can be ended when this one is killed. */
export function notePid(runDirectory: string, name: string, pid: number | undefined, mark: string): void {
  writeFileSync(join(runDirectory, `${name}.pid`), `${pid ?? ''} ${mark}\n`);
}

async function removeLeft(directory: string): Promise<void> {
  for (const entry of readdirSync(directory).filter((name) => name.endsWith('.pid'))) {
    const [pid, mark] = readFileSync(join(directory, entry), 'utf8').trim().split(' ');
    if (pid && mark && isAlive(Number(pid), mark)) await stopProcess(Number(pid));
  }
  for (const socket of tmuxSockets(directory)) await tryRun('tmux', ['-S', socket, 'kill-server']);
  await unmountBelow(directory);
  rmSync(directory, { recursive: true, force: true });
}

function tmuxSockets(directory: string): string[] {
  const temporary = join(directory, 'tmp');
  if (!existsSync(temporary)) return [];
  const folders = readdirSync(temporary).filter((entry) => entry.startsWith('tmux-'));
  return folders.flatMap((folder) =>
    readdirSync(join(temporary, folder)).map((socket) => join(temporary, folder, socket)),
  );
}

/** Whether another living run is on this machine; what is not a run's own must then stay. */
export function otherRuns(runDirectory: string): boolean {
  const directories = readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix));
  return directories
    .map((entry) => join(tmpdir(), entry))
    .some((path) => path !== runDirectory && isOwned(path));
}

/** Another user's is neither ours to look at nor to remove. */
function isMine(directory: string): boolean {
  return lstatSync(directory, { throwIfNoEntry: false })?.uid === process.getuid?.();
}

function isOwned(directory: string): boolean {
  try {
    return isAlive(Number(readFileSync(join(directory, 'owner'), 'utf8')));
  } catch {
    return false;
  }
}
