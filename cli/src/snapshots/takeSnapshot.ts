import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  listText,
  manifestText,
  type SideLists,
  type SnapshotHead,
} from '@claude-sessions/core/snapshots/manifestText.ts';
import type {
  Snapshot,
  SnapshotFile,
  SnapshotReason,
  SnapshotSide,
} from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isSameContent } from '@claude-sessions/core/snapshots/sameContent.ts';
import { sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import type { ContainerSource } from '../conversations/containers/ContainerSource.ts';
import { sayingDiskFull } from '../host/diskFull.ts';
import { UserError } from '../host/errors.ts';
import { isMissing, removeFile } from '../host/files.ts';
import { hostFiles, volumeOf } from './hostFiles.ts';
import { isUntouched } from './isUntouched.ts';
import { keepFile } from './keepFile.ts';
import { keepVolume } from './keepVolume.ts';
import { lastOf, lastOfVolume } from './lastOf.ts';
import { PieceIndex } from './PieceIndex.ts';
import { type FoundFile, ProjectTree } from './ProjectTree.ts';
import { PlanNames } from './planNames.ts';
import { StoreWriter } from './StoreWriter.ts';
import { snapshotCode } from './snapshotCode.ts';
import { type StorePlace, snapshotsFolder, storeOf } from './storePlace.ts';
import { sweepStore } from './sweepStore.ts';
import { thinOut } from './thinOut.ts';
import { VolumeTree } from './VolumeTree.ts';
import { withStore } from './withStore.ts';

export { isUntouched } from './isUntouched.ts';

/** Whose conversations a snapshot is of. */
export interface SnapshotRequest {
  /** The user's home: snapshots lie in `~/.claude-sessions/snapshots`. */
  readonly home: string;
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The real path of the project's folder. */
  readonly project: string;
}

export interface TakeRequest extends SnapshotRequest {
  readonly reason: SnapshotReason;
  readonly name?: string | undefined;
  /** Only these conversations; all of the project, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Dev containers of the project, whose volumes are kept, too. */
  readonly containers?: readonly ContainerSource[] | undefined;
  /** Is told what could not be kept, a sentence; else nobody is. */
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  /** Nothing was new: it is the last one, and none was added. Never for `asked`. */
  readonly isUnchanged: boolean;
  /** Bytes that were new, and files that had them. */
  readonly newBytes: number;
  readonly newFiles: number;
  /** Those of this host as they are now: of a snapshot that is the last one some may have been read again. */
  readonly files: readonly SnapshotFile[];
}

/**
 * Keeps all of a project's conversations as they are now: transcripts with their folders, todo lists, plans, checkpoints. Of files that grew only
 * the new bytes are read into the store. Killed at any moment, what was kept before is whole.
 * @throws UserError when it cannot be written
 */
export async function takeSnapshot(request: TakeRequest): Promise<TakenSnapshot> {
  return await sayingDiskFull('no snapshot was taken', () =>
    withStore(request.home, () => new Taking(request).take()),
  );
}

/** Written files are told by their time; a file system may count it in so many milliseconds. */
const coarseTime = 50;
const coarserTime = 2100;
const atOnce = 4;

class Taking {
  readonly #request: TakeRequest;
  readonly #place: StorePlace;
  readonly #folder: string;
  readonly #writer: StoreWriter;
  #newBytes = 0;
  #newFiles = 0;

  constructor(request: TakeRequest) {
    this.#request = request;
    this.#place = storeOf(request.home);
    this.#folder = snapshotsFolder(request.home, request.project);
    this.#writer = new StoreWriter(this.#place);
  }

  async take(): Promise<TakenSnapshot> {
    if (existsSync(this.#mark)) await this.#tidy();
    const { last, known, named } = await lastOf(this.#request);
    const tree = new ProjectTree(this.#request);
    try {
      const plans = new PlanNames(named);
      const found = await tree.collect(new Set(known.keys()), plans.found);
      const files = await this.#keep(tree, found, known, plans);
      for (const each of tree.leftOut) this.#request.onTrouble?.(each);
      const volumes = await this.#keepVolumes();
      const isUnchanged =
        last !== undefined && this.#request.reason !== 'asked' && this.#isSame(last, files, volumes);
      if (isUnchanged) await this.#end();
      const sides = [{ place: { kind: 'host' }, files } as const, ...volumes];
      const snapshot = isUnchanged ? last : await this.#write(sides, last, plans.found);
      return { snapshot, isUnchanged, newBytes: this.#newBytes, newFiles: this.#newFiles, files };
    } finally {
      tree.close();
    }
  }

  get #mark(): string {
    return join(this.#place.root, 'writing');
  }

  /** After a run that was killed. */
  async #tidy(): Promise<void> {
    this.#writer.clear();
    await sweepStore(this.#place);
    await removeFile(this.#mark);
  }

  async #begin(): Promise<void> {
    if (!existsSync(this.#mark)) await this.#writer.write(this.#mark, '');
  }

  async #end(): Promise<void> {
    await removeFile(this.#mark);
  }

  async #keep(
    tree: ProjectTree,
    found: readonly FoundFile[],
    known: ReadonlyMap<string, SnapshotFile>,
    plans: PlanNames,
  ): Promise<SnapshotFile[]> {
    const index = new PieceIndex(this.#place.pieces, known.values());
    const kept: (SnapshotFile | undefined)[] = found.map((file) => {
      const before = known.get(file.path);
      return before && isUntouched(before, file) ? before : undefined;
    });
    const changed = found.flatMap((file, at) => (kept[at] ? [] : { file, at }));
    const keepNext = async () => {
      for (let next = changed.pop(); next; next = changed.pop())
        kept[next.at] = await this.#keepFile(tree, next.file, known.get(next.file.path), { index, plans });
    };
    const plansBefore = plans.found.size;
    changed.reverse();
    await this.#allOf(Array.from({ length: atOnce }, keepNext));
    const files = kept.filter((file) => file !== undefined);
    // Plans that were named for the first time.
    if (plans.found.size > plansBefore) await this.#keepPlans(tree, plans, files, index);
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Nothing goes on when one has failed. */
  async #allOf(work: readonly Promise<void>[]): Promise<void> {
    const failed = (await Promise.allSettled(work)).find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #keepPlans(
    tree: ProjectTree,
    plans: PlanNames,
    files: SnapshotFile[],
    index: PieceIndex,
  ): Promise<void> {
    const has = new Set(files.map(({ path }) => path));
    for (const file of this.#request.sessions ? [] : tree.plans(plans.found)) {
      if (has.has(file.path)) continue;
      const kept = await this.#keepFile(tree, file, undefined, { index, plans });
      if (kept) files.push(kept);
    }
  }

  async #keepFile(
    tree: ProjectTree,
    file: FoundFile,
    before: SnapshotFile | undefined,
    { index, plans }: { readonly index: PieceIndex; readonly plans: PlanNames },
  ): Promise<SnapshotFile | undefined> {
    const isLines = file.path.endsWith('.jsonl');
    await this.#begin();
    try {
      return await tree.read(file.path, async (fd) => {
        const chains = before ? [before.pieces] : file.size === 0 ? [] : index.alike(fd);
        const kept = await keepFile(fd, {
          writer: this.#writer,
          folder: this.#place.pieces,
          chains,
          isLines,
          onNew: isLines && file.path.startsWith('projects/') ? plans.reader() : undefined,
        });
        index.add(kept.pieces);
        this.#newBytes += kept.newBytes;
        if (kept.newBytes > 0) this.#newFiles++;
        const size = kept.pieces.at(-1)?.end ?? 0;
        const isSure = !kept.isMoving && size === file.size && !isJustWritten(file);
        return { ...file, size, inode: isSure ? file.inode : '', pieces: kept.pieces };
      });
    } catch (error) {
      if (isMissing(error)) return undefined;
      const { code } = error as NodeJS.ErrnoException;
      if (
        code !== 'EACCES' &&
        code !== 'ELOOP' &&
        !/ is no (regular file|folder)$/.test((error as Error).message)
      )
        throw error;
      tree.leftOut.push(`${file.path} cannot be read, and was left out.`);
      return undefined;
    }
  }

  /** A volume that cannot be read is none of the snapshot's. */
  async #keepVolumes(): Promise<SnapshotSide[]> {
    const sides: SnapshotSide[] = [];
    for (const source of this.#request.containers ?? []) {
      const tree = new VolumeTree(source);
      if (sides.some(({ place }) => 'volume' in place && place.volume === tree.place.volume)) continue;
      try {
        const known = await lastOfVolume(this.#request, tree.place.volume);
        await this.#begin();
        const kept = await keepVolume(tree, known, {
          writer: this.#writer,
          folder: this.#place.pieces,
          sessions: this.#request.sessions,
        });
        this.#newBytes += kept.newBytes;
        this.#newFiles += kept.newFiles;
        sides.push({ place: tree.place, files: kept.files });
      } catch (error) {
        if (!(error instanceof UserError) || !this.#request.onTrouble) throw error;
        this.#request.onTrouble(error.message);
      }
      for (const each of tree.leftOut) this.#request.onTrouble?.(each);
    }
    return sides;
  }

  #isSame(last: Snapshot, files: readonly SnapshotFile[], volumes: readonly SnapshotSide[]): boolean {
    const wanted = this.#request.sessions && new Set(this.#request.sessions);
    if (last.sessions && !wanted) return false;
    const isWanted = ({ path }: SnapshotFile) => !wanted || wanted.has(sessionOf(path) ?? '');
    return (
      areSame(hostFiles(last).filter(isWanted), files) &&
      volumes.every(({ place, files }) => {
        const before = last.sides.find((side) => volumeOf(side) === volumeOf({ place }));
        return before !== undefined && areSame(before.files.filter(isWanted), files);
      })
    );
  }

  async #write(
    sides: readonly SnapshotSide[],
    last: Snapshot | undefined,
    plans: ReadonlySet<string>,
  ): Promise<Snapshot> {
    const { reason, name, project, sessions } = this.#request;
    await this.#begin();
    const takenAt = Date.now();
    const code = await snapshotCode(project, reason === 'asked');
    const head: SnapshotHead = {
      schemaVersion: 1,
      id: newId(takenAt, last?.id),
      takenAt,
      reason,
      project,
      ...(name !== undefined && { name }),
      ...(code && { code }),
      ...(sessions && { sessions }),
      ...(plans.size > 0 && { plans: [...plans].sort() }),
    };
    const written: SideLists[] = [];
    for (const { place, files } of sides) {
      const lists: string[] = [];
      for (const group of sharedOut(files)) lists.push(await this.#writer.writeList(listText(group)));
      written.push({ place, lists });
    }
    this.#writer.sync();
    await this.#writer.write(join(this.#folder, head.id), manifestText(head, written));
    this.#writer.sync();
    await thinOut(this.#place, this.#folder, takenAt);
    await this.#end();
    return { ...head, sides };
  }
}

function areSame(before: readonly SnapshotFile[], files: readonly SnapshotFile[]): boolean {
  return (
    before.length === files.length &&
    files.every((file, at) => {
      const one = before[at];
      return (
        one === file ||
        (one?.path === file.path &&
          isSameContent(one, file) &&
          one.mode === file.mode &&
          one.changedAt === file.changedAt)
      );
    })
  );
}

/** Each session in one of some groups, so that most lists of a snapshot are those of the last. */
function sharedOut(files: readonly SnapshotFile[]): SnapshotFile[][] {
  const groups = new Map<number, SnapshotFile[]>();
  for (const file of files) {
    const group = groupOf(sessionOf(file.path)?.toLowerCase() ?? '');
    const known = groups.get(group);
    if (known) known.push(file);
    else groups.set(group, [file]);
  }
  return [...groups.values()];
}

/** FNV-1a, its last byte. */
function groupOf(session: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < session.length; at++) hash = Math.imul(hash ^ session.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & 0xff;
}

/** What is written again now could have the same time. */
function isJustWritten({ inode, changedAt }: FoundFile): boolean {
  const since = Date.now() - Number(inode.slice(inode.indexOf('-') + 1)) / 1e6;
  return since < (changedAt % 1000 === 0 ? coarserTime : coarseTime);
}

/** Later ones come later in the order of their ids, also within a second, and where the clock was set back. */
function newId(takenAt: number, last: string | undefined): string {
  const idAt = (ms: number) =>
    `${new Date(ms)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replace(/[-:]/g, '')}`;
  const random = randomBytes(2).toString('hex');
  const [time = '', before = ''] = last?.split('-') ?? [];
  if (idAt(takenAt) > time) return `${idAt(takenAt)}-${random}`;
  const next = Number.parseInt(before, 16) + 1;
  if (next <= 0xffff) return `${time}-${next.toString(16).padStart(4, '0')}`;
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time)?.slice(1).map(Number) ?? [];
  const [year = 0, month = 1, ...rest] = parts;
  return `${idAt(Date.UTC(year, month - 1, ...(rest as [number, number, number, number])) + 1000)}-0000`;
}
