import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { HostFile } from '@claude-sessions/core/verify/judgeRead.ts';
import { isRemote } from './remotePaths.ts';
import { textHash } from './textHash.ts';

/** Folders of Windows that every user may read. */
const systemFolders = /^[A-Za-z]:\\(?:Windows|Program Files(?: \(x86\))?)\\/i;

const othersRead = 0o004;
const othersSearch = 0o001;

/**
 * What a path leads to: asked of the system, never opened. What lies in memory (`/dev/shm`) is a file as others are.
 * @param path absolute, by the rules of this host
 * @returns undefined when there is no file that this user may read
 */
export function hostFile(path: string): HostFile | undefined {
  try {
    const whole = resolve(path);
    if (isRemote(whole) && !whole.startsWith('/dev/shm/')) return { real: whole, open: false };
    const real = realpathSync.native(whole);
    if (isRemote(real) && !real.startsWith('/dev/shm/')) return { real, open: false };
    const stats = statSync(real);
    if (!stats.isFile()) return undefined;
    accessSync(real, constants.R_OK);
    return { real, open: process.platform === 'win32' ? systemFolders.test(real) : isOpen(real, stats.mode) };
  } catch {
    // Nothing there, or not for this user: Claude Code could not read it either.
    return undefined;
  }
}

function isOpen(real: string, mode: number): boolean {
  if ((mode & othersRead) === 0) return false;
  for (let at = dirname(real); ; at = dirname(at)) {
    if ((statSync(at).mode & othersSearch) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Whether a file has one of these texts, each its length and its hash. None is read that a link leads to. */
export function isHostText(path: string, texts: ReadonlySet<string>): boolean {
  let fd: number | undefined;
  try {
    if (isRemote(path) || realpathSync.native(path) !== path) return false;
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    // So no more is read than the transcript is long.
    if (!stats.isFile() || ![...texts].some((text) => text.startsWith(`${stats.size} `))) return false;
    return texts.has(`${stats.size} ${textHash(readFileSync(fd))}`);
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
