import { readdirSync, readFileSync } from 'node:fs';
import { isAlive, stopProcess, until } from '../system/processes.ts';

/** A process and everything that it and its descendants have started and that has not left the family. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(entry);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** Ends a process, waits until its whole family has ended, and ends by force what stays. Returns the pids of those. */
export async function stopFamily(root: number, patience = 15_000): Promise<number[]> {
  const family = processTree(root);
  await stopProcess(root, patience);
  await until(() => family.every((pid) => !isRunning(pid)), patience);
  const stayed = family.filter(isRunning);
  for (const pid of stayed) await stopProcess(pid, 0);
  return stayed;
}

/** A zombie has ended; only its parent has not asked yet. */
function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of a process, in brackets, may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
