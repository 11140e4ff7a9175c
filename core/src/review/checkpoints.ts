import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';

/**
 * Claude Code keeps what a file was before each prompt: `file-history/<session>/<name>`, the name made of the file's absolute path.
 * Lines of the conversation say which file had which backup when. A path inside the folder of the conversation is relative
 * there, any other absolute (measured with 2.1.197 and 2.1.329).
 */
const kinds: ReadonlySet<unknown> = new Set(['file-history-snapshot', 'file-history-delta']);

export const isCheckpointLine = (line: JsonRecord): boolean => kinds.has(line.type);

/** SHA-256 of a text, in hexadecimal. */
export type Hash = (text: string) => string;

/** Of how many files a line may tell: more than any conversation changed. */
export const maxTracked = 2000;

/** One file in such a line. */
export interface Tracked {
  /** As the line has it. */
  readonly key: string;
  readonly record: JsonRecord;
  /** The file: absolute, on the side that wrote the line. */
  readonly path: string;
  /** The number of its backup; undefined when there was no such file. */
  readonly backup: number | undefined;
}

/** The name of a file's backup. */
export const backupName = (path: string, backup: number, hash: Hash): string =>
  `${hash(path).slice(0, 16)}@v${backup}`;

/** What a line calls a backup: 2.1.329 takes longer names as well, and writes none. */
const nameForm = /^[0-9a-f]{16}@v([1-9]\d{0,5})$/;

export const isBackupName = (name: string): boolean => nameForm.test(name);

/** The files of a line, with what it says of each. */
export function trackedRecords(line: JsonRecord): [key: string, record: unknown][] {
  if (line.type === 'file-history-delta')
    return typeof line.trackingPath === 'string' ? [[line.trackingPath, line.backup]] : [];
  const files = isRecord(line.snapshot) ? line.snapshot.trackedFileBackups : undefined;
  return isRecord(files) ? Object.entries(files).slice(0, maxTracked) : [];
}

/**
 * Which file is meant. The name of a backup is never used: it has to be the one that the file's path has.
 * @param folders in which a relative path may have been meant, the likeliest first
 */
export function trackedFile(
  key: string,
  record: unknown,
  folders: readonly string[],
  hash: Hash,
): Tracked | undefined {
  if (!isRecord(record) || !isStraight(key)) return undefined;
  const { backupFileName: name, realParentDir: parent } = record;
  const known = typeof parent === 'string' ? below(parent, key) : undefined;
  const paths = isAbsolute(key)
    ? [key]
    : [...(known === undefined ? [] : [known]), ...folders.map((folder) => joined(folder, key))];
  const backup = typeof name === 'string' ? Number(nameForm.exec(name)?.[1]) : undefined;
  if (backup === undefined && name !== null) return undefined;
  const path = paths.find((each) => backup === undefined || name === backupName(each, backup, hash));
  return path === undefined ? undefined : { key, record, path, backup };
}

/** The file that a relative path means whose folder is known. */
function below(parent: string, key: string): string | undefined {
  const path = joined(parent, key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf('\\')) + 1));
  const same = (each: string) => each.replaceAll('\\', '/');
  return same(path).endsWith(`/${same(key)}`) ? path : undefined;
}

const isAbsolute = (path: string) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
const isWindows = (folder: string) => /^(?:[A-Za-z]:|\\\\)/.test(folder);
const isStraight = (path: string) =>
  path !== '' && !path.split(/[\\/]/).some((name) => /^\.{1,2}$/.test(name));

function joined(folder: string, path: string): string {
  const plain = folder.replace(/[\\/]+$/, '');
  return isWindows(folder) ? `${plain}\\${path.replaceAll('/', '\\')}` : `${plain}/${path}`;
}

/** The folder above a file. */
export const folderOf = (path: string): string =>
  path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
