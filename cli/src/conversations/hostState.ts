import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfAny } from '../host/files.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Claude Code's own, where its settings say nothing else. */
const usualDays = 30;

/** How long Claude Code on this host keeps a conversation that nobody uses, in milliseconds. @param configDir its config directory */
export async function keptFor(configDir: string): Promise<number> {
  const text = await readTextIfAny(join(configDir, 'settings.json')).catch(() => undefined);
  if (!text?.includes('cleanupPeriodDays')) return usualDays * dayMs;
  const { readCleanupPeriodDays } = await import('@claude-sessions/core/container/insideReport.ts');
  return (readCleanupPeriodDays(text) ?? usualDays) * dayMs;
}

/** The ids of the sessions that a running Claude Code of this host has open. */
export async function openOnHost(configDir: string): Promise<ReadonlySet<string>> {
  const names = await readdir(join(configDir, 'sessions')).catch(() => []);
  if (names.length === 0) return new Set();
  const { openSessions } = await import('../facts/openSessions.ts');
  return new Set(await openSessions(configDir));
}
