import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the owner's alone that is gone when this process is. */
export interface PrivateFolder {
  readonly path: string;
  dispose(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const folders = new Set<string>();

export async function makePrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'claude-sessions-'));
  if (folders.size === 0) watchEnd();
  folders.add(path);
  const dispose = async () => {
    await rm(path, { recursive: true, force: true });
    folders.delete(path);
    if (folders.size === 0) unwatchEnd();
  };
  return { path, dispose };
}

function clear(): void {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
  folders.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  clear();
  unwatchEnd();
  // Whoever else listens decides what becomes of us.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function watchEnd(): void {
  process.on('exit', clear);
  for (const signal of signals) process.on(signal, onSignal);
}

function unwatchEnd(): void {
  process.off('exit', clear);
  for (const signal of signals) process.off(signal, onSignal);
}
