import { createHash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import type { VerifyHost } from '@claude-sessions/core/verify/judgeRewind.ts';
import type { TextHost } from '@claude-sessions/core/verify/judgeTexts.ts';
import type { WorktreeHost } from '@claude-sessions/core/verify/judgeTranscript.ts';
import { realPathOf } from '../host/hostPaths.ts';

/** Paths that are not even looked up: doing so would mount something, or ask another machine. */
const remote = /^(?:\/net\/|\/proc\/|\/dev\/|\/sys\/|\/afs\/|[\\/]{2})/;

/**
 * What the core asks of this host. Looks paths up, opens nothing.
 * @param folder the workspace folder, as a real path
 * @param configDir Claude's config directory
 */
export function verifyHost(
  folder: string,
  configDir: string,
  folders: readonly string[],
): VerifyHost & TextHost & WorktreeHost {
  const isOutside = (path: string) => {
    const real = realPathOf(path);
    return real !== folder && !real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  };
  const outward = new Map<string, boolean>();
  const leadsOut = (path: string) => {
    const above = dirname(join(path));
    const known = outward.get(above);
    if (known !== undefined) return known;
    const out = isOutside(above);
    if (outward.size < 100_000) outward.set(above, out);
    return out;
  };
  return {
    workspaceFolder: folder,
    folders,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    bornAt,
    leadsOut,
    hasBackup: (session, name) =>
      /^[\w-]{1,64}$/.test(session) && bornAt(join(configDir, 'file-history', session, name)) !== undefined,
    worktreeActs: (path) => isAbsolute(path) && (remote.test(path) || (isDirectory(path) && isOutside(path))),
  };
}

function bornAt(path: string): number | undefined {
  if (remote.test(path)) return Number.NaN;
  try {
    return lstatSync(path).birthtimeMs;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' ||
      code === 'ENOTDIR' ||
      code === 'ENAMETOOLONG' ||
      code === 'ERR_INVALID_ARG_VALUE'
      ? undefined
      : Number.NaN;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
