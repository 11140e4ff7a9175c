import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project.ts';

/** Claude Code's folder of a project on the host, by its real path: the rule for short paths, written out again. */
export function hostProjectFolder({ home }: Pick<Project, 'home'>, realPath: string): string {
  return join(home, '.claude/projects', realPath.replace(/[^A-Za-z0-9]/g, '-'));
}

/** The sessions filed in a folder: their ids, sorted. */
export function sessionsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const transcripts = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return transcripts.map((name) => name.slice(0, -'.jsonl'.length)).sort();
}

/** SHA-256 of every file below a folder, by its path in it. Links are not followed. */
export function hashTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const pairs = files.map((file) => {
    const path = join(file.parentPath, file.name);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    return [path.slice(folder.length + 1), hash] as const;
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
