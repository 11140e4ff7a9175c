import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process lives, and (when `mark` is given) has it in its command line: pids are used again. */
export function isAlive(pid: number, mark = ''): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(mark);
  } catch {
    return false;
  }
}

/** The processes of a session that live: its leader, and what that has started and left. */
export function aliveInSession(leader: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      // Behind the name, which may hold anything: state, parent, group, session.
      const [state, , , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(session) === leader && state !== 'Z';
    } catch {
      return false;
    }
  });
}

/** The pid in a pid file, when that process lives and has `mark` in its command line. */
export function pidFrom(file: string, mark: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8').trim());
  } catch {
    return undefined;
  }
  return Number.isInteger(pid) && pid > 1 && isAlive(pid, mark) ? pid : undefined;
}

/** Ends one process by its pid: asked first, forced after `patience` milliseconds. */
export async function stopProcess(pid: number, patience = 15_000): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await until(() => !isAlive(pid), patience)) return;
  signal(pid, 'SIGKILL');
  await until(() => !isAlive(pid), 5000);
}

/** Waits for a condition; false when `patience` milliseconds have passed. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  patience: number,
  step = 50,
): Promise<boolean> {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await sleep(step);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
