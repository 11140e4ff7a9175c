import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { parseSyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import * as z from 'zod/mini';
import { UserError } from '../host/errors.ts';
import { openRegular, readTextIfAny, writeText } from '../host/files.ts';
import { marked } from '../restic/marked.ts';
import type { Restic } from '../restic/Restic.ts';
import { backUpFolder, fetchFolder } from '../restic/resticFolder.ts';
import { resticSnapshots } from '../restic/resticSnapshots.ts';
import {
  type FoundState,
  type MachineState,
  NotThereYet,
  type PutResult,
  type SyncedFile,
  type SyncStore,
} from './SyncStore.ts';
import { syncFolder } from './syncSettings.ts';

const schema = z.object({
  version: z.literal(1),
  machine: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  host: z.string(),
  at: z.number(),
  files: z.array(
    z.object({
      path: z.string(),
      size: z.number().check(z.nonnegative()),
      hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});

/** What a machine put down last, and as which of restic's snapshots. */
interface Newest {
  readonly id: string;
  readonly at: number;
  readonly state: MachineState;
}

const stateName = 'state.json';
const filesName = 'files';

/**
 * A repository of restic: what a machine puts down is one of restic's snapshots, which is there whole or not at all; its newest one is what it has.
 * What is put down is copied to a folder of ours first, as it was when it was hashed.
 */
export class ResticStore implements SyncStore {
  readonly shown: string;
  readonly #home: string;
  readonly #restic: Restic;
  readonly #onTrouble: (sentence: string) => void;
  #known = new Map<string, Newest>();

  constructor(home: string, restic: Restic, onTrouble: (sentence: string) => void = () => undefined) {
    this.shown = restic.shown;
    this.#home = home;
    this.#restic = restic;
    this.#onTrouble = onTrouble;
  }

  async states(project: string): Promise<FoundState[]> {
    const newest = new Map<string, { id: string; at: number; host: string }>();
    for (const { id, at, host, words } of await resticSnapshots(this.#restic, { kind: 'sync', project })) {
      const machine = words.get('machine');
      if (machine !== undefined) newest.set(machine, { id, at, host });
    }
    this.#known = new Map();
    for (const [machine, { id, at, host }] of newest) {
      const state = await this.#state(id);
      if (state?.machine === machine) this.#known.set(machine, { id, at, state });
      else
        this.#onTrouble(
          `What ${shownLine(host, 60)} put down in ${this.shown} (${id.slice(0, 8)}) is left out: it does not say what it holds.`,
        );
    }
    return [...this.#known.values()].map(({ state }) => ({ ...state, missing: 0 }));
  }

  async fetch(
    project: string,
    state: MachineState,
    files: readonly SyncedFile[],
    into: string,
  ): Promise<void> {
    if (!this.#known.has(state.machine)) await this.states(project);
    const found = this.#known.get(state.machine);
    const there = new Map(found?.state.files.map((file) => [file.path, file]));
    const isThere = files.every(({ path, hash, size }) => {
      const file = there.get(path);
      return file?.hash === hash && file.size === size;
    });
    if (!found || !isThere)
      throw new NotThereYet(
        `${shownLine(state.host, 60)} has put something else down meanwhile.`,
        'Run this again.',
      );
    await this.#fetchFrom(found.id, files, (path) => join(into, path));
  }

  async put(
    project: string,
    state: MachineState,
    source: (file: SyncedFile) => string | undefined,
  ): Promise<PutResult> {
    const folder = this.#folderOf(project, state.machine);
    mkdirSync(join(folder, filesName), { recursive: true, mode: 0o700 });
    const before = await this.#before(folder, state.machine);
    await this.#bringBack(folder, state, source, before);
    const files: SyncedFile[] = [];
    const leftOut: SyncedFile[] = [];
    const written = { writtenFiles: 0, writtenBytes: 0 };
    for (const file of state.files) {
      const staged = join(folder, filesName, file.path);
      const was = isOfSize(staged, before.get(file.path)) ? before.get(file.path) : undefined;
      const path = source(file);
      if (was && (path === undefined || (was.hash === file.hash && was.size === file.size))) {
        files.push(was);
        continue;
      }
      if (path !== undefined && (await copyFirst(path, staged, file))) {
        files.push(file);
        written.writtenFiles++;
        written.writtenBytes += file.size;
      } else {
        leftOut.push(file);
        if (was) files.push(was);
      }
    }
    const { machine, host, at } = state;
    removeOthers(join(folder, filesName), '', new Set(files.map(({ path }) => path)));
    await writeText(join(folder, stateName), JSON.stringify({ version: 1, machine, host, at, files }), 0o600);
    await marked(this.#restic, this.#mark, () =>
      backUpFolder(this.#restic, folder, { kind: 'sync', project, machine }, this.#known.get(machine)?.at),
    );
    return { ...written, leftOut };
  }

  get #room(): string {
    return join(syncFolder(this.#home), 'restic');
  }

  get #mark(): string {
    return join(this.#room, 'working');
  }

  #folderOf(project: string, machine: string): string {
    const hash = createHash('sha256')
      .update([this.#restic.location, project, machine].join('\0'))
      .digest('hex');
    return join(this.#room, hash.slice(0, 32));
  }

  /** What the folder holds: as it was written last, and so far as what was put down says the same. */
  async #before(folder: string, machine: string): Promise<Map<string, SyncedFile>> {
    const state = parseState(await readTextIfAny(join(folder, stateName)));
    return new Map((state?.machine === machine ? state.files : []).map((file) => [file.path, file]));
  }

  /** What is to stay as it was put down, and is in the folder no more. */
  async #bringBack(
    folder: string,
    { machine, files }: MachineState,
    source: (file: SyncedFile) => string | undefined,
    before: Map<string, SyncedFile>,
  ): Promise<void> {
    const newest = this.#known.get(machine);
    const put = new Map(newest?.state.files.map((file) => [file.path, file]));
    const lost = files.flatMap((file) => {
      const isHere = isOfSize(join(folder, filesName, file.path), before.get(file.path));
      return source(file) === undefined && !isHere ? (put.get(file.path) ?? []) : [];
    });
    if (!newest || lost.length === 0) return;
    await this.#fetchFrom(newest.id, lost, (path) => join(folder, filesName, path));
    for (const file of lost) before.set(file.path, file);
  }

  /** Each is held against its hash before it is put where it is wanted. */
  async #fetchFrom(
    id: string,
    files: readonly SyncedFile[],
    placeOf: (path: string) => string,
  ): Promise<void> {
    mkdirSync(this.#room, { recursive: true, mode: 0o700 });
    const stage = await mkdtemp(join(this.#room, 'incoming-'));
    try {
      const paths = files.map(({ path }) => `${filesName}/${path}`);
      await marked(this.#restic, this.#mark, () => fetchFolder(this.#restic, id, stage, paths));
      for (const file of files) {
        const from = join(stage, filesName, file.path);
        if (!(await isAsSaid(from, file)))
          throw new UserError(
            `${shownLine(file.path, 120)} in ${this.shown} is not as it was put down.`,
            'It is damaged, or somebody else wrote it: nothing was taken from there. See `restic check --read-data`.',
          );
      }
      for (const { path } of files) {
        mkdirSync(dirname(placeOf(path)), { recursive: true, mode: 0o700 });
        renameSync(join(stage, filesName, path), placeOf(path));
      }
    } finally {
      await rm(stage, { recursive: true, force: true });
    }
  }

  /** Never another for the same id, so that it is asked for once. */
  async #state(id: string): Promise<MachineState | undefined> {
    const path = join(this.#room, 'states', id);
    const known = parseState(await readFile(path, 'utf8').catch(() => undefined));
    if (known) return known;
    const text = await this.#restic.run({ args: ['dump', id, `/${stateName}`], lock: 'never' });
    const state = parseState(text);
    if (state) await writeText(path, text, 0o600);
    return state;
  }
}

/** What another machine says is not believed: of its names only those are taken that ours could be. */
function parseState(text: string | undefined): MachineState | undefined {
  if (text === undefined) return undefined;
  try {
    const { machine, host, at, files } = schema.parse(JSON.parse(text));
    return { machine, host, at, files: files.filter(({ path }) => parseSyncedPath(path) !== undefined) };
  } catch {
    return undefined;
  }
}

function isOfSize(path: string, file: SyncedFile | undefined): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return file !== undefined && stats?.isFile() === true && stats.size === file.size;
}

const blockLength = 1024 * 1024;

/** Copies the first bytes of a file, if they have its hash: beside, then in place of what is there. */
async function copyFirst(path: string, to: string, { size, hash }: SyncedFile): Promise<boolean> {
  const handle = await openRegular(path, true).catch(() => undefined);
  if (!handle) return false;
  const beside = `${to}.new`;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    rmSync(beside, { force: true });
    const fd = openSync(beside, 'wx', 0o600);
    let isSo = false;
    try {
      const found = readFirst(handle.fd, size, (block) => {
        for (let done = 0; done < block.length; ) done += writeSync(fd, block, done);
      });
      isSo = found === hash;
      if (isSo) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isSo) renameSync(beside, to);
    return isSo;
  } finally {
    rmSync(beside, { force: true });
    await handle.close();
  }
}

async function isAsSaid(path: string, { size, hash }: SyncedFile): Promise<boolean> {
  const handle = await openRegular(path, true).catch(() => undefined);
  if (!handle) return false;
  try {
    return (await handle.stat()).size === size && readFirst(handle.fd, size) === hash;
  } finally {
    await handle.close();
  }
}

/** @returns the hash of the first bytes; undefined where there are fewer */
function readFirst(fd: number, size: number, use?: (block: Buffer) => void): string | undefined {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(blockLength);
  for (let at = 0; at < size; ) {
    const count = readSync(fd, buffer, 0, Math.min(blockLength, size - at), at);
    if (count === 0) return undefined;
    const block = buffer.subarray(0, count);
    hash.update(block);
    use?.(block);
    at += count;
  }
  return hash.digest('hex');
}

function removeOthers(root: string, below: string, paths: ReadonlySet<string>): void {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) removeOthers(root, path, paths);
    else if (!paths.has(path)) rmSync(join(root, path), { force: true });
  }
}
