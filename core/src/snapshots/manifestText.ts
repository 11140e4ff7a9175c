import { parsePieceName, pieceNames } from './pieceName.ts';
import type { Piece, Snapshot, SnapshotFile, SnapshotSide } from './Snapshot.ts';

/** What a snapshot says of itself, without its files. */
export type SnapshotHead = Omit<Snapshot, 'sides'>;

/** The files of a side, shared out to lists that other snapshots may have too, each by its name. */
export interface SideLists {
  readonly place: SnapshotSide['place'];
  readonly lists: readonly string[];
}

/** A list of files as a person can read it, and a shell: `docs/keep.md` has the line that does. */
export function listText(files: readonly SnapshotFile[]): string {
  return files
    .flatMap(({ path, size, changedAt, mode, inode, pieces }) => [
      `file ${size} ${mode.toString(8)} ${changedAt} ${inode || '-'} ${path}\n`,
      ...pieceNames(pieces).map((name) => `piece ${name}\n`),
    ])
    .join('');
}

const fileLine = /^file (\d{1,15}) ([0-7]{1,4}) (\d+(?:\.\d+)?) (\S+) (.+)$/;

/** @returns undefined when it is no such text */
export function parseList(text: string): SnapshotFile[] | undefined {
  const found: (SnapshotFile & { pieces: Piece[] })[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const last = found.at(-1);
    if (line.startsWith('piece ')) {
      const piece = parsePieceName(line.slice('piece '.length));
      if (!last || !piece || piece.start !== (last.pieces.at(-1)?.end ?? 0)) return undefined;
      last.pieces.push({ end: piece.end, hash: piece.hash });
      continue;
    }
    const [, size, mode = '', changedAt, inode = '', path = ''] = fileLine.exec(line) ?? [];
    if (size === undefined || !isPlainPath(path)) return undefined;
    found.push({
      path,
      size: Number(size),
      changedAt: Number(changedAt),
      mode: Number.parseInt(mode, 8),
      inode: inode === '-' ? '' : inode,
      pieces: [],
    });
  }
  const isWhole = text === '' || text.endsWith('\n');
  return isWhole && found.every(({ size, pieces }) => size === (pieces.at(-1)?.end ?? 0)) ? found : undefined;
}

const notPlain = /[\u0000-\u001f\u007f\ufffd]/;

/** True of a path that stays below where it is put, and fits on a line. */
export function isPlainPath(path: string): boolean {
  if (path === '' || path.length > 4096 || notPlain.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/** The text of a snapshot: what it says of itself in the first line, then the names of its lists. */
export function manifestText(head: SnapshotHead, sides: readonly SideLists[]): string {
  const lines = sides.flatMap(({ place, lists }) => [
    `side ${JSON.stringify(place)}`,
    ...lists.map((name) => `list ${name}`),
  ]);
  return `${[JSON.stringify(head), ...lines, `end ${lines.length}`].join('\n')}\n`;
}

const listLine = /^list ([\da-f]{2}\/[\da-f]{64})$/;

/** @returns undefined when it is no such text, or not all of it */
export function parseManifest(text: string): { head: SnapshotHead; sides: SideLists[] } | undefined {
  const [first = '', ...lines] = text.split('\n');
  if (lines.pop() !== '' || lines.pop() !== `end ${lines.length}`) return undefined;
  const head = tryJson(first);
  if (!isHead(head)) return undefined;
  const sides: (SideLists & { lists: string[] })[] = [];
  for (const line of lines) {
    const name = listLine.exec(line)?.[1];
    if (name !== undefined) sides.at(-1)?.lists.push(name);
    else if (line.startsWith('side '))
      sides.push({ place: tryJson(line.slice('side '.length)) as SnapshotSide['place'], lists: [] });
    else return undefined;
  }
  return { head, sides };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is SnapshotHead {
  const { schemaVersion, id, takenAt, reason, project } = (value ?? {}) as Partial<SnapshotHead>;
  return (
    schemaVersion === 1 &&
    typeof id === 'string' &&
    typeof takenAt === 'number' &&
    typeof reason === 'string' &&
    typeof project === 'string'
  );
}
