import { createHash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { VerifyHost } from '@claude-sessions/core/verify/judgeRewind.ts';
import type { TextHost } from '@claude-sessions/core/verify/judgeTexts.ts';
import type { WorktreeHost } from '@claude-sessions/core/verify/judgeTranscript.ts';
import type { KnownPaths } from '@claude-sessions/core/verify/promptLines.ts';
import { realPathOf } from '../host/realPath.ts';

/** Paths that are not even looked up: doing so would mount something, or ask another machine. */
const remote = /^(?:\/net\/|\/proc\/|\/dev\/|\/sys\/|\/afs\/|[\\/]{2})/;

interface VerifyPlaces {
  /** The workspace folder, as a real path, and as it was opened. */
  readonly folder: string;
  readonly named: string;
  readonly home: string;
  /** Claude's config directory on this host. */
  readonly configDir: string;
  readonly knownPaths: KnownPaths;
  /** Real paths of the sources that the container mounts; undefined when they are not known. */
  readonly mounted: readonly string[] | undefined;
}

/** Answers the questions of `core/src/verify/` about this host, by its rules of paths. Looks paths up, opens nothing. */
export function verifyHost(places: VerifyPlaces): VerifyHost & TextHost & WorktreeHost {
  const { folder, named, configDir, knownPaths } = places;
  const isOutside = (path: string) => !isIn(realPathOf(path), folder);
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
    workspaceFolders: [folder, named],
    knownPaths,
    locate: (path) => (isAbsolute(path) ? path : join(folder, path)),
    insidePath: (path) => (isIn(path, folder) ? path.slice(folder.length) : undefined),
    birthIsHidden: (path) => birthIsHidden(path, places),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    bornAt,
    leadsOut,
    hasBackup: (session, name) =>
      /^[\w-]{1,64}$/.test(session) && bornAt(join(configDir, 'file-history', session, name)) !== undefined,
    worktreeActs: (path) =>
      remote.test(path) || (isDirectory(resolve(folder, path)) && isOutside(resolve(folder, path))),
  };
}

function isIn(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/**
 * A container can read when anything was made that it mounts, if only for reading, and of a home it may mount more than
 * is known. What lies in a folder for temporary files is neither, as a rule.
 */
function birthIsHidden(path: string, { home, configDir, mounted }: VerifyPlaces): boolean {
  if (mounted === undefined) return false;
  const real = realPathOf(path);
  const temporary = [tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp'])].map(realPathOf);
  const seen = [home, configDir, ...mounted].map(realPathOf);
  return temporary.some((each) => isIn(real, each)) && !seen.some((each) => isIn(real, each));
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
