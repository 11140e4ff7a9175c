import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { HostFacts } from '@claude-sessions/core/findings/facts.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { findImports } from '@claude-sessions/core/prepare/findImports.ts';
import { isInstructions, isMounted } from '@claude-sessions/core/prepare/imports.ts';
import { importNames, preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { readBytesIfAny, readTextIfAny } from '../host/files.ts';
import { realPathOf } from '../host/realPath.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** At most so many are named. */
const maxNamed = 20;

/** What the user's CLAUDE.md imports and the container's copy does not; undefined where it imports nothing. Reads none of it. */
export async function importFacts(configDir: string, workspace: Workspace): Promise<HostFacts['imports']> {
  const file = join(configDir, 'CLAUDE.md');
  const bytes = await readBytesIfAny(file).catch(() => undefined);
  const paths = [...new Set(findImports(bytes?.toString() ?? '').map(({ path }) => path))];
  if (!bytes || paths.length === 0) return undefined;
  // Then it is not copied at all.
  if (isWithin(plainPath(realPathOf(file)), plainPath(workspace.realFolder))) return undefined;
  const [sum, note] = await Promise.all(
    [[preparedNames.instructionsSum], [preparedNames.files, importNames.leftOut]].map((names) =>
      readTextIfAny(join(workspace.preparedFolder, ...names)).catch(() => undefined),
    ),
  );
  const leftOut = (note ?? '').split('\n').slice(1, -1);
  const folder = dirname(await realpath(file));
  const isMissing = async (path: string) =>
    !isMounted(path) &&
    isInstructions(path) &&
    !leftOut.some((line) => line.startsWith(`CLAUDE.md: @${path}: `)) &&
    (await isFile(absolute(path, folder, workspace.home)));
  // Of a CLAUDE.md that has changed since, the next start makes a copy, and says what is not in it.
  const missing = sum !== undefined ? [] : await Promise.all(paths.map(isMissing));
  return {
    notCopied: paths.filter((_, index) => missing[index]).slice(0, maxNamed),
    leftOut: leftOut.slice(0, maxNamed),
  };
}

function absolute(path: string, folder: string, home: string): string {
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
