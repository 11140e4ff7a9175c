import type { RewindTarget } from './lineFact.ts';

/** Questions to the host about paths that a transcript names. Nothing is followed that a container wrote. */
export interface VerifyHost {
  /** SHA-256 of a text, in hexadecimal. */
  hash(text: string): string;
  /** The absolute path, by this host's rules: as it stands when absolute, else joined to the workspace folder. */
  locate(path: string): string;
  /** A located path relative to the workspace folder, by its text alone; undefined when it is not in it. */
  insidePath(path: string): string | undefined;
  /** The workspace folder as Claude Code on this host may have named it: its real path, the path it was opened by. */
  readonly workspaceFolders: readonly string[];
  /** When what lies at an absolute path was made, in milliseconds; undefined when there is nothing. */
  bornAt(path: string): number | undefined;
  /** The container cannot see when it was made. */
  birthIsHidden(path: string): boolean;
  /** A path of the workspace folder leads out of it through a link. */
  leadsOut(path: string): boolean;
  /** This host has a backup of that name for a session. */
  hasBackup(session: string, name: string): boolean;
}

/** `fine`: does nothing to the host. `elsewhere`: nothing, since nothing is there. `outside` and `backup`: harm. */
export type RewindJudgement = 'fine' | 'elsewhere' | 'outside' | 'backup';

const backupName = /^([0-9a-f]{16})@v\d{1,9}$/;

const backward = /(?:^|[\\/])\.\.?(?:[\\/]|$)/;

/** A file that a conversation on this host made was recorded just before: within this time, in milliseconds. */
const justBefore = 60_000;

/** A file system's clock goes in steps, behind the one that Claude Code reads. */
const clockSteps = 100;

/**
 * Judges a target of a rewind on this host. The rules of Claude Code, measured with 2.1.329: a path inside the
 * conversation's folder is recorded relative to it, any other absolute, and what is absolute the host's rules say; a
 * file's backup is named after the first 16 digits of the SHA-256 of its absolute path; null means that a rewind deletes
 * the file.
 * @param folders where the conversation may have worked: none that exists on this host, so that it is no file's of this host
 */
export function judgeRewind(
  target: RewindTarget,
  session: string,
  host: VerifyHost,
  folders: readonly string[],
): RewindJudgement {
  const path = host.locate(target.path);
  const name = target.backup;
  if (name !== null && !backupName.test(name ?? '')) return 'backup';
  // The way back from a folder leads elsewhere when that is a link. Nothing honest goes so.
  const straight = !backward.test(path);
  const within = straight ? host.insidePath(path) : undefined;
  const inside = within !== undefined && !host.leadsOut(path);
  // As Claude Code records what is outside.
  const absolute = straight && path === target.path;
  if (typeof name === 'string') {
    // Whether this host has the backup or not: it may be made later.
    const own =
      (within !== undefined || absolute) &&
      ownNames(path, within, host, folders).some((each) => name.startsWith(`${each}@`));
    if (!own) return 'backup';
    return inside || host.bornAt(path) !== undefined ? 'fine' : 'elsewhere';
  }
  if (inside) return 'fine';
  const born = host.bornAt(path);
  if (born === undefined) return 'elsewhere';
  if (!absolute) return 'outside';
  const [own] = ownNames(path, undefined, host, []);
  if (host.hasBackup(session, `${own}@v2`) && !host.hasBackup(session, `${own}@v1`)) return 'fine';
  if (!host.birthIsHidden(path)) return 'outside';
  const made = born - target.time;
  return made >= -clockSteps && made <= justBefore ? 'fine' : 'outside';
}

/** The beginnings that the names of a file's backups may have. */
function ownNames(
  path: string,
  within: string | undefined,
  host: VerifyHost,
  folders: readonly string[],
): string[] {
  const here = host.workspaceFolders.map((folder) => `${folder}${within}`);
  const inside = folders.map((folder) => `${folder}${within?.replaceAll('\\', '/')}`);
  const paths = within === undefined ? [path] : [path, ...here, ...inside];
  return paths.map((each) => host.hash(each).slice(0, 16));
}
