import { createHash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import type { ActsHost } from '@claude-sessions/core/verify/judgeActs.ts';
import type { ReadHost } from '@claude-sessions/core/verify/judgeRead.ts';
import type { VerifyHost } from '@claude-sessions/core/verify/judgeRewind.ts';
import type { TextHost } from '@claude-sessions/core/verify/judgeTexts.ts';
import type { WorktreeHost } from '@claude-sessions/core/verify/judgeTranscript.ts';
import type { KnownPaths } from '@claude-sessions/core/verify/promptLines.ts';
import { realPathOf } from '../host/realPath.ts';
import { hostFile, isHostText } from './hostFile.ts';
import { isRemote } from './remotePaths.ts';

interface VerifyPlaces {
  /** The workspace folder, as a real path, and as it was opened. */
  readonly folder: string;
  readonly named: string;
  readonly home: string;
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The `defaultMode` of the user's settings. */
  readonly defaultMode: string | undefined;
  readonly knownPaths: KnownPaths;
  /** Folders of Claude's state that the container reads: the project's own, memory. */
  readonly stateFolders: readonly string[];
  /** Real paths of the sources that the container mounts; undefined when they are not known. */
  readonly mounted: readonly string[] | undefined;
}

/** Answers the questions of `core/src/verify/` about this host, by its rules of paths. Looks paths up, opens nothing. */
export function verifyHost(places: VerifyPlaces): VerifyHost & TextHost & WorktreeHost & ReadHost & ActsHost {
  const { defaultMode, folder, named, home, configDir, knownPaths, stateFolders } = places;
  const locate = (path: string) => (isAbsolute(path) ? path : join(folder, path));
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
    defaultMode,
    workspaceFolders: [folder, named],
    knownPaths,
    locate,
    isIn,
    home: realPathOf(home),
    shared: [folder, ...stateFolders.map(realPathOf)],
    ownPlaces: ownPlaces(places).map(realPathOf),
    isText: (path, texts) => isHostText(locate(path), texts),
    // Claude Code trims the paths that tools are given (measured with 2.1.332), but not those of a rewind.
    fileAt: (path) => hostFile(locate(path.trim().replace(/^~(?=$|[\\/])/, () => home))),
    insidePath: (path) => (isIn(path, folder) ? path.slice(folder.length) : undefined),
    birthIsHidden: (path) => birthIsHidden(path, places),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    bornAt,
    leadsOut,
    hasBackup: (session, name) =>
      /^[\w-]{1,64}$/.test(session) && bornAt(join(configDir, 'file-history', session, name)) !== undefined,
    worktreeActs: (path) =>
      isRemote(path) || (isDirectory(resolve(folder, path)) && isOutside(resolve(folder, path))),
  };
}

/** Plans, and the folders for temporary files that Claude Code makes for a project. */
function ownPlaces({ folder, named, configDir }: VerifyPlaces): string[] {
  const temporary = [tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp'])];
  const names = ['claude', `claude-${process.getuid?.() ?? ''}`];
  const below = [folder, named].map(projectSlug);
  return [
    join(configDir, 'plans'),
    ...temporary.flatMap((at) => names.flatMap((name) => below.map((slug) => join(at, name, slug)))),
  ];
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
  if (isRemote(path)) return Number.NaN;
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
