import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSession } from '@claude-sessions/core/container/insideReport.ts';
import { readTextIfAny } from '../host/files.ts';
import { realPathOf } from '../host/realPath.ts';

/**
 * Ids of the sessions that a running Claude Code of this host has open, by its registry of processes.
 * @param configDir Claude's config directory
 * @param folder a real path: only those whose working directory it is
 */
export async function openSessions(configDir: string, folder?: string): Promise<string[]> {
  const registry = join(configDir, 'sessions');
  const names = await readdir(registry).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const pid = Number(/^(\d+)\.json$/.exec(name)?.[1]);
      if (!pid || !(await isClaude(pid))) return [];
      const text = await readTextIfAny(join(registry, name)).catch(() => undefined);
      const session = text === undefined ? undefined : readSession(text);
      return session && (folder === undefined || realPathOf(session.cwd) === folder) ? [session.id] : [];
    }),
  );
  return [...new Set(found.flat())];
}

/** True when the process lives and, where that can be told, is Claude Code: numbers are used again. */
async function isClaude(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined || command.includes('claude');
}
