import { link, lstat, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './errors.ts';

/** A command may ask its user something while it holds a lock. */
const usualPatience = 60_000;
const between = 50;
/** The name of a holder is written at once. */
const emptyFor = 5000;

/** Where locks lie: what is left over goes with the next start of the machine, and nothing of it is in the home. */
export function lockFolder(): string {
  return join(process.env.XDG_RUNTIME_DIR || tmpdir(), `claude-sessions-${process.getuid?.() ?? 'locks'}`);
}

/**
 * Does work while no other process of this host does work under the same lock: a file that names its holder. One that was left by
 * a process that is gone is taken away. Where no file can be made, the work is done without, and told so.
 * @param path of the lock; its folder is made, and removed where it is empty afterwards
 * @param patience milliseconds for which somebody else may hold it
 * @param heldBy says so, by the number of the process that holds it
 * @returns what the work does
 * @throws UserError when somebody else holds it for longer
 */
export async function withLock<T>(
  path: string,
  work: (isTaken: boolean) => Promise<T>,
  patience = usualPatience,
  heldBy: (holder: string | undefined) => UserError = (holder) => held(path, holder),
): Promise<T> {
  const isTaken = await take(path, patience, heldBy);
  try {
    return await work(isTaken);
  } finally {
    if (isTaken) await rm(path, { force: true });
    await rmdir(dirname(path)).catch(() => undefined);
  }
}

/** @returns false where no file can be made */
async function take(
  path: string,
  patience: number,
  heldBy: (holder: string | undefined) => UserError,
): Promise<boolean> {
  const end = Date.now() + patience;
  for (let turn = 0; ; turn++) {
    const error = await make(path);
    if (!error) return true;
    // Who held it before may have removed its folder.
    if (error.code === 'ENOENT' && turn < 100) continue;
    if (error.code !== 'EEXIST') return false;
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder !== undefined && (isGone(holder) || (await isLeftEmpty(path, holder))))
      await takeAway(path, holder);
    else if (Date.now() > end) throw heldBy(/^\d+/.exec(holder ?? '')?.[0]);
    else await sleep(between);
  }
}

/** The process that holds a lock, as far as it says; undefined where none does. */
export async function tryHolder(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > longestHolder) return undefined;
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  if (holder === undefined || isGone(holder)) return undefined;
  return /^\d+/.exec(holder)?.[0] ?? 'unknown';
}

const longestHolder = 1000;

/** @returns why it could not be made */
async function make(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await ensureOwn(dirname(path));
    await makeWhole(path, `${process.pid} ${hostname()}\n`);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

let made = 0;

/** With its holder in it from the start: who is killed leaves no lock that nobody can judge. @throws EEXIST where there is one */
async function makeWhole(path: string, holder: string): Promise<void> {
  const own = `${path}.${process.pid}.${made++}.new`;
  await writeFile(own, holder, { mode: 0o600 });
  try {
    await link(own, path).catch(async (error) => {
      if (error.code === 'EEXIST' || error.code === 'ENOENT') throw error;
      // A file system without hard links.
      await writeFile(path, holder, { flag: 'wx', mode: 0o600 });
    });
  } finally {
    await rm(own, { force: true });
  }
}

/** The folder may lie where everybody can write: it has to be this user's, and nobody else's. @throws where it is not */
async function ensureOwn(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  const isOwn = !process.getuid || (found.uid === process.getuid() && (found.mode & 0o077) === 0);
  if (!found.isDirectory() || !isOwn) throw Object.assign(new Error(folder), { code: 'EACCES' });
}

/** Of a process in another container, or on another machine with the same home, nothing is known. */
function isGone(holder: string): boolean {
  const [, id, host] = /^(\d+) (.*)\n$/.exec(holder) ?? [];
  if (id === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(id), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Its maker was killed before it said who it is. */
async function isLeftEmpty(path: string, holder: string): Promise<boolean> {
  if (holder !== '') return false;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > emptyFor;
}

/** Of several that find it left over, one removes it: a rename succeeds once. */
async function takeAway(path: string, holder: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  const before = await stat(path).catch(() => undefined);
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== holder) return;
  await rename(path, aside).catch(() => undefined);
  const moved = await stat(aside).catch(() => undefined);
  // Somebody was faster, and it is theirs: it goes back.
  if (moved && moved.ino !== before?.ino) await rename(aside, path).catch(() => undefined);
  else await rm(aside, { force: true });
}

function held(path: string, id: string | undefined): UserError {
  return new UserError(
    `Another command of claude-sessions is changing this dev container${id === undefined ? '' : ` (process ${id})`}.`,
    `Wait until it has ended, then run this again. If there is none, delete ${path}.`,
  );
}
