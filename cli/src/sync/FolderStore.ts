import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { lstat, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { isCopyOfTool } from '@claude-sessions/core/sync/syncedPath.ts';
import { UserError } from '../host/errors.ts';
import { openRegular } from '../host/files.ts';
import type { Cipher } from './Cipher.ts';
import {
  type FolderIndex,
  type IndexedFile,
  indexText,
  longestPiece,
  type Piece,
  parseIndex,
} from './folderIndex.ts';
import { keptPieces, newEnds } from './planPieces.ts';
import {
  type FoundState,
  type MachineState,
  NotThereYet,
  type PutResult,
  type SyncedFile,
  type SyncStore,
} from './SyncStore.ts';

const ownName = /^[0-9a-f]{32}$/;
const indexName = 'index';
const piecesName = 'pieces';
/** Below the user's folder, so that it may have other things in it. */
const topName = 'claude-sessions';
/** Of hundreds of thousands of files. */
const longestIndex = 256 * 1024 * 1024;
/** What sealing adds at most. */
const mostAdded = 64 * 1024;
const mostMachines = 1000;

/**
 * A folder that the user carries between machines by any means. Below it each machine writes in a folder of its own and in no other, so that no
 * tool ever has two versions of a file: `claude-sessions/PROJECT/MACHINE/index`, and the pieces that it names beside it. A piece is written
 * whole before an index names it, and goes only when none does.
 */
export class FolderStore implements SyncStore {
  readonly shown: string;
  readonly #folder: string;
  readonly #cipher: Cipher;
  readonly #onTrouble: (sentence: string) => void;

  constructor(folder: string, cipher: Cipher, onTrouble: (sentence: string) => void = () => undefined) {
    this.shown = folder;
    this.#folder = folder;
    this.#cipher = cipher;
    this.#onTrouble = onTrouble;
  }

  async states(project: string): Promise<FoundState[]> {
    await this.#ensureThere();
    const folder = this.#projectFolder(project);
    if (!(await isFolder(folder)) && (await this.hasOtherKey()))
      throw new UserError(
        `What lies in ${this.#folder} was put down with another key, or without one.`,
        'On the machine that put it down: `claude-sessions sync --key`. Here: `claude-sessions sync --with PLACE --key-file FILE`.',
      );
    const found: FoundState[] = [];
    for (const name of await this.#machines(folder)) {
      const index = await this.#index(project, name);
      if (!index) continue;
      const there = new Set(await readdir(join(folder, name, piecesName)).catch(() => []));
      const isThere = (file: IndexedFile) =>
        file.pieces.every((_, at) => there.has(this.#pieceName(project, index.machine, file, at)));
      found.push({ ...index, missing: index.files.filter((file) => !isThere(file)).length });
    }
    return found;
  }

  async fetch(
    project: string,
    { machine, host }: MachineState,
    files: readonly SyncedFile[],
    into: string,
  ): Promise<void> {
    const index = await this.#index(project, machine);
    const known = new Map(index?.files.map((file) => [file.path, file]));
    for (const wanted of files) {
      const file = known.get(wanted.path);
      if (file?.hash !== wanted.hash || file.size !== wanted.size)
        throw new NotThereYet(
          `${shownLine(host, 60)} has put something else down meanwhile.`,
          'Run this again.',
        );
      await this.#fetchOne(project, machine, file, join(into, wanted.path));
    }
  }

  async put(
    project: string,
    state: MachineState,
    source: (file: SyncedFile) => string | undefined,
  ): Promise<PutResult> {
    await this.#ensureThere();
    const folder = join(this.#projectFolder(project), state.machine);
    mkdirSync(join(folder, piecesName), { recursive: true, mode: 0o700 });
    const before = new Map(
      (await this.#index(project, state.machine))?.files.map((file) => [file.path, file]),
    );
    const there = new Set(await namesIn(join(folder, piecesName)));
    const files: IndexedFile[] = [];
    const leftOut: SyncedFile[] = [];
    const written = { writtenFiles: 0, writtenBytes: 0 };
    for (const file of state.files) {
      const found = before.get(file.path);
      const isThere = found?.pieces.every((_, at) =>
        there.has(this.#pieceName(project, state.machine, found, at)),
      );
      const was = isThere ? found : undefined;
      const path = source(file);
      if (was && ((was.hash === file.hash && was.size === file.size) || path === undefined)) {
        files.push(was);
        continue;
      }
      const pieces =
        path === undefined ? undefined : await this.#writePieces(project, state.machine, { file, was, path });
      if (pieces) {
        files.push({ ...file, pieces: pieces.all });
        written.writtenFiles++;
        written.writtenBytes += pieces.bytes;
      } else {
        leftOut.push(file);
        if (was) files.push(was);
      }
    }
    const { machine, host, at } = state;
    const index = { machine, host, at, files };
    const sealed = await this.#cipher.seal(
      this.#indexContext(project, machine),
      Buffer.from(indexText(index)),
    );
    syncFolder(join(folder, piecesName));
    await writeWhole(join(folder, indexName), sealed);
    syncFolder(folder);
    await this.#removeOthers(project, index, join(folder, piecesName));
    return { ...written, leftOut };
  }

  /** Whether what others put down here was sealed with another key: then this is not where our machines meet. */
  async hasOtherKey(): Promise<boolean> {
    const top = join(this.#folder, topName);
    let hasOther = false;
    for (const project of (await namesIn(top)).filter((name) => ownName.test(name)).slice(0, mostMachines)) {
      for (const machine of (await namesIn(join(top, project))).filter((name) => ownName.test(name))) {
        const sealed = await readIfAny(join(top, project, machine, indexName), longestIndex).catch(
          () => undefined,
        );
        if (!sealed) continue;
        const index = await this.#cipher
          .open(`index ${project} ${machine}`, sealed, longestIndex)
          .then((bytes) => parseIndex(bytes.toString()))
          .catch(() => undefined);
        if (index) return false;
        hasOther = true;
      }
    }
    return hasOther;
  }

  async #ensureThere(): Promise<void> {
    const found = await stat(this.#folder).catch(() => undefined);
    if (!found?.isDirectory())
      throw new UserError(
        `${this.#folder} is not there.`,
        'Is it mounted? Another place is named with --with PLACE.',
      );
  }

  #projectFolder(project: string): string {
    return join(this.#folder, topName, this.#cipher.name('project', project));
  }

  #indexContext(project: string, machine: string): string {
    return `index ${this.#cipher.name('project', project)} ${machine}`;
  }

  #pieceName(project: string, machine: string, { path, pieces }: IndexedFile, at: number): string {
    return this.#cipher.name(
      'piece',
      project,
      machine,
      path,
      `${pieces[at - 1]?.end ?? 0}`,
      `${pieces[at]?.end}`,
      `${pieces[at]?.hash}`,
    );
  }

  async #machines(folder: string): Promise<string[]> {
    const names = await namesIn(folder);
    const copies = names.filter(isCopyOfTool);
    if (copies.length > 0)
      this.#onTrouble(
        `${counted(copies.length, 'copy', 'copies')} that a tool made in ${folder} ${copies.length === 1 ? 'is' : 'are'} not read: ${copies
          .slice(0, 3)
          .map((name) => shownLine(name, 80))
          .join(', ')}.`,
      );
    return names.filter((name) => ownName.test(name)).slice(0, mostMachines);
  }

  /** Of a machine, as it put it down; undefined where there is none that can be read. */
  async #index(project: string, machine: string): Promise<FolderIndex | undefined> {
    const folder = join(this.#projectFolder(project), machine);
    const told = (why: string) =>
      this.#onTrouble(`What a machine put down in ${folder} is left out: ${why}.`);
    const names = (await namesIn(folder)).filter(isCopyOfTool);
    if (names.length > 0)
      told(`a tool made a copy there (${shownLine(names[0] ?? '', 80)}), which is not read`);
    if (!(await isFolder(folder)) || !(await isFolder(join(folder, piecesName)))) return undefined;
    const sealed = await readIfAny(join(folder, indexName), longestIndex).catch((error: Error) => {
      told(shownLine(error.message, 120));
      return undefined;
    });
    if (!sealed) return undefined;
    try {
      const bytes = await this.#cipher.open(this.#indexContext(project, machine), sealed, longestIndex);
      const index = parseIndex(bytes.toString());
      if (index.machine === machine) return index;
      told('it is of another machine');
    } catch {
      told('it is not whole yet, or not made with this key');
    }
    return undefined;
  }

  async #fetchOne(project: string, machine: string, file: IndexedFile, path: string): Promise<void> {
    const folder = join(this.#projectFolder(project), machine, piecesName);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, 'wx', 0o600);
    const hash = createHash('sha256');
    try {
      let at = 0;
      for (const [place, piece] of file.pieces.entries()) {
        const name = this.#pieceName(project, machine, file, place);
        const sealed = await readIfAny(join(folder, name), longestPiece + mostAdded);
        if (!sealed || sealed.length < piece.stored)
          throw new NotThereYet(
            `Not all is there yet in ${this.shown}.`,
            'Run this again when what carries it is done.',
          );
        const bytes = await this.#cipher.open(`piece ${name}`, sealed, piece.end - at).catch(() => undefined);
        if (bytes?.length !== piece.end - at || hash.update(bytes).copy().digest('hex') !== piece.hash)
          throw new UserError(
            `${join(folder, name)} is not as it was put down.`,
            'It is damaged, or somebody else wrote it: nothing was taken from there.',
          );
        writeAll(fd, bytes);
        at = piece.end;
      }
    } finally {
      closeSync(fd);
    }
  }

  /** @returns undefined where the bytes are not as the state says any more */
  async #writePieces(
    project: string,
    machine: string,
    { file, was, path }: { file: SyncedFile; was: IndexedFile | undefined; path: string },
  ): Promise<{ all: Piece[]; bytes: number } | undefined> {
    const handle = await openRegular(path, true).catch(() => undefined);
    if (!handle) return undefined;
    try {
      const { fd } = handle;
      const grown = was && was.size < file.size ? was : undefined;
      const isGrown = grown !== undefined && hashUpTo(fd, grown.size) === grown.hash;
      const kept = isGrown ? keptPieces(grown, file.size) : [];
      const start = kept.at(-1)?.end ?? 0;
      const hash = createHash('sha256');
      readBlocks(fd, 0, start, (block) => hash.update(block));
      if (hash.copy().digest('hex') !== (kept.at(-1)?.hash ?? emptyHash)) return undefined;
      const all = [...kept];
      let bytes = 0;
      const folder = join(this.#projectFolder(project), machine, piecesName);
      let at = start;
      for (const end of newEnds(start, file.size)) {
        const parts: Buffer[] = [];
        readBlocks(fd, at, end, (block) => parts.push(block));
        const content = Buffer.concat(parts);
        if (content.length !== end - at) return undefined;
        const piece = { end, hash: hash.update(content).copy().digest('hex'), stored: 0 };
        const name = this.#pieceName(project, machine, { ...file, pieces: [...all, piece] }, all.length);
        const sealed = await this.#cipher.seal(`piece ${name}`, content);
        const whole = { ...piece, stored: sealed.length };
        all.push(whole);
        // The last one is written when all is known to be as it should.
        if (end === file.size && whole.hash !== file.hash) return undefined;
        await writeWhole(join(folder, name), sealed);
        bytes += sealed.length;
        at = end;
      }
      return { all, bytes };
    } finally {
      await handle.close();
    }
  }

  /** What no index names: of before, and what a killed run left. */
  async #removeOthers(project: string, index: FolderIndex, folder: string): Promise<void> {
    const named = new Set(
      index.files.flatMap((file) =>
        file.pieces.map((_, at) => this.#pieceName(project, index.machine, file, at)),
      ),
    );
    for (const name of await namesIn(folder)) {
      const isOurs = ownName.test(name) || name.endsWith(newEnding);
      if (isOurs && !named.has(name)) await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
    await rm(join(dirname(folder), `${indexName}${newEnding}`), { force: true });
  }
}

const newEnding = '.new';
const emptyHash = createHash('sha256').digest('hex');
const blockLength = 1024 * 1024;

async function namesIn(folder: string): Promise<string[]> {
  return (await isFolder(folder)) ? await readdir(folder).catch(() => []) : [];
}

const isFolder = async (path: string) => (await lstat(path).catch(() => undefined))?.isDirectory() === true;

/** @throws UserError where it is longer, or no regular file */
async function readIfAny(path: string, most: number): Promise<Buffer | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return undefined;
  const handle = await openRegular(path, true).catch(() => undefined);
  if (!handle) throw new UserError(`${path} is no regular file.`, 'Look what is there.');
  try {
    const { size } = await handle.stat();
    if (size > most)
      throw new UserError(`${path} has ${size} bytes.`, 'That is none of ours; look what it holds.');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Beside it, synced, renamed. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}${newEnding}`;
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}

/** Names in it are on the disk then, where the system does that. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Some file systems sync no folders.
  }
}

function hashUpTo(fd: number, size: number): string {
  const hash = createHash('sha256');
  readBlocks(fd, 0, size, (block) => hash.update(block));
  return hash.digest('hex');
}

function readBlocks(fd: number, from: number, to: number, use: (block: Buffer) => void): void {
  for (let at = from; at < to; ) {
    const block = Buffer.allocUnsafe(Math.min(blockLength, to - at));
    const count = readSync(fd, block, 0, block.length, at);
    if (count === 0) return;
    use(block.subarray(0, count));
    at += count;
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
