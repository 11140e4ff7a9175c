import { isWithin, plainPath } from '../mounts/claudeSource.ts';
import type { RewindTarget } from './lineFacts.ts';

/** What the core asks of the host, to judge paths that a transcript names. Nothing is followed that a container wrote. */
export interface VerifyHost {
  /** The workspace folder, as a real path: what the conversations are about. */
  readonly workspaceFolder: string;
  /** SHA-256 of a text, in hexadecimal. */
  hash(text: string): string;
  /** When what lies at an absolute path was made, in milliseconds; undefined when there is nothing. */
  bornAt(path: string): number | undefined;
  /** Whether a path of the workspace folder leads out of it through a link. */
  leadsOut(path: string): boolean;
  /** Whether this host has a backup of that name for a session. */
  hasBackup(session: string, name: string): boolean;
}

/** What a rewind would do with a target: nothing to the host, nothing since nothing is there, or harm. */
export type RewindJudgement = 'fine' | 'elsewhere' | 'outside' | 'backup';

const backupName = /^([0-9a-f]{16})@v\d{1,9}$/;

/** A file that a conversation on this host made was recorded just before: within this time, in milliseconds. */
const justBefore = 60_000;

/** A file system's clock goes in steps, behind the one that Claude Code reads. */
const clockSteps = 100;

/**
 * Judges a target of a rewind on this host. The rules of Claude Code, measured with 2.1.329: a path inside the
 * conversation's folder is recorded relative to it, any other absolute; a file's backup is named after the first 16
 * digits of the SHA-256 of its absolute path; null means that a rewind deletes the file.
 */
export function judgeRewind(target: RewindTarget, session: string, host: VerifyHost): RewindJudgement {
  const absolute = isAbsolute(target.path);
  const path = absolute ? target.path : `${host.workspaceFolder}/${target.path}`;
  const name = target.backup;
  if (name !== null && !backupName.test(name ?? '')) return 'backup';
  const inside = isWithin(plainPath(path), plainPath(host.workspaceFolder));
  if (inside && !host.leadsOut(path)) return 'fine';
  const born = host.bornAt(path);
  const own = host.hash(path).slice(0, 16);
  if (typeof name === 'string') {
    if (!host.hasBackup(session, name)) return 'elsewhere';
    return absolute && name.startsWith(`${own}@`) ? 'fine' : 'backup';
  }
  if (born === undefined) return 'elsewhere';
  if (absolute && host.hasBackup(session, `${own}@v2`) && !host.hasBackup(session, `${own}@v1`))
    return 'fine';
  const made = born - target.time;
  return absolute && made >= -clockSteps && made <= justBefore ? 'fine' : 'outside';
}

export function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}
