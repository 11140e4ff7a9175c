import { lstat, stat } from 'node:fs/promises';
import type { PathFacts } from '@claude-sessions/core/findings/facts.ts';
import { realPathOf } from '../host/realPath.ts';

/** Looks what lies at a path, and where it leads. Never throws: what cannot be looked at counts as missing. */
export async function pathFacts(path: string): Promise<PathFacts> {
  const [own, target] = await Promise.all([lstat, stat].map((look) => look(path).catch(() => undefined)));
  const kind = !target ? 'missing' : target.isDirectory() ? 'directory' : target.isFile() ? 'file' : 'other';
  return {
    path,
    kind,
    link: own?.isSymbolicLink() ?? false,
    realPath: realPathOf(path),
    ...(target && process.getuid && { uid: target.uid }),
  };
}
