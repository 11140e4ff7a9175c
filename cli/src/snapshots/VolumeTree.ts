import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '@claude-sessions/core/counted.ts';
import type { SnapshotSide } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { type ListedFile, parseStateListing } from '@claude-sessions/core/snapshots/stateListing.ts';
import script from '../../../core/assets/readState.sh';
import type { ContainerSource } from '../conversations/containers/ContainerSource.ts';
import { ContentsReader } from '../conversations/containers/ContentsReader.ts';
import { UserError } from '../host/errors.ts';
import { makePrivateFolder } from '../host/privateFolder.ts';
import type { OutputEnd } from '../host/takeOutput.ts';
import { tops } from './ProjectTree.ts';
import { writeAll } from './StoreWriter.ts';

/** What has so many is nobody's conversations; a container may make a million in a second. */
const maxFiles = 50_000;
const maxListed = 32 * 1024 * 1024;
/** In one snapshot, of one volume. */
const maxBytes = 32 * 1024 ** 3;
/** Left free on this host's disk, and looked at every so many bytes. */
const reserve = 256 * 1024 ** 2;
const between = 16 * 1024 ** 2;
const listMs = 120_000;
const readMs = 1_800_000;

/** What belongs to conversations in the volume of a dev container. All that is read there is the container's word. */
export class VolumeTree {
  readonly place: SnapshotSide['place'] & { readonly kind: 'container' };
  /** What was left out, and why: sentences. */
  readonly leftOut: string[] = [];
  readonly #source: ContainerSource;
  readonly #where: string;

  constructor(source: ContainerSource) {
    this.#source = source;
    this.place = { kind: 'container', volume: source.place.volume };
    this.#where = `the volume ${source.place.volume}`;
  }

  /** @throws UserError when they cannot be listed */
  async collect(): Promise<ListedFile[]> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const words = [`${maxFiles + 1}`, ...tops];
    const call = { script, mode: 'files', boundary: '', words, timeoutMs: listMs } as const;
    const end = await this.#source.reach.look(call, (piece) => {
      bytes += piece.length;
      if (bytes > maxListed) throw this.#failure('it printed without end');
      pieces.push(piece);
    });
    const listing = parseStateListing(Buffer.concat(pieces).toString('utf8'), maxFiles);
    if (listing === 'too-many') throw this.#failure(`it has more than ${counted(maxFiles, 'file')}`);
    if (!listing) throw this.#failure(whyOf(end));
    if (listing.leftOut > 0)
      this.leftOut.push(
        `In ${this.#where} ${counted(listing.leftOut, 'file')} with a name that is no text ${listing.leftOut === 1 ? 'was' : 'were'} left out.`,
      );
    return listing.files.filter(({ path }) => this.#isOwn(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #isOwn(path: string): boolean {
    const [top = '', slug = ''] = path.split('/');
    return tops.some((each) => each === top) && (top !== 'projects' || !this.#source.isMounted(slug));
  }

  /**
   * Reads files, each into a file of this host that is gone afterwards.
   * @param take is given it open
   * @throws UserError when what comes is not what was asked for, and what `take` throws
   */
  async read(
    files: readonly ListedFile[],
    take: (file: ListedFile, fd: number) => Promise<void>,
  ): Promise<void> {
    const copy = await makePrivateFolder();
    const copying = new Copying(copy.path, files, take, (why) => this.#failure(why));
    try {
      const boundary = randomUUID();
      const reader = new ContentsReader(boundary);
      const input = files.map(({ path, size }) => `${size} ${path}\n`).join('');
      const call = { script, mode: 'contents', boundary, input, timeoutMs: readMs } as const;
      const end = await this.#source.reach.look(call, async (piece) => {
        for (const part of reader.push(piece)) await copying.take(part);
      });
      if (!copying.isEnded) throw this.#failure(whyOf(end));
      const gone = files.length - copying.taken;
      if (gone > 0)
        this.leftOut.push(
          `In ${this.#where} ${counted(gone, 'file')} could not be read, and ${gone === 1 ? 'was' : 'were'} left out.`,
        );
    } finally {
      copying.close();
      await copy.dispose();
    }
  }

  /** @param why a clause */
  #failure(why: string): UserError {
    return new UserError(`The conversations in ${this.#where} could not be kept: ${why}.`);
  }
}

type Part = ReturnType<ContentsReader['push']>[number];

/** Writes what comes into one file after the other. */
class Copying {
  taken = 0;
  isEnded = false;
  readonly #path: string;
  readonly #wanted: Map<string, ListedFile>;
  readonly #take: (file: ListedFile, fd: number) => Promise<void>;
  readonly #failure: (why: string) => UserError;
  #open: { readonly file: ListedFile; readonly fd: number; size: number } | undefined;
  #written = 0;
  #unlooked = between;

  constructor(
    folder: string,
    files: readonly ListedFile[],
    take: (file: ListedFile, fd: number) => Promise<void>,
    failure: (why: string) => UserError,
  ) {
    this.#path = join(folder, 'file');
    this.#wanted = new Map(files.map((file) => [file.path, file]));
    this.#take = take;
    this.#failure = failure;
  }

  async take(part: Part): Promise<void> {
    if (part.kind === 'begin') this.#begin(part.path);
    else if (part.kind === 'bytes') await this.#write(part.bytes);
    else if (part.kind === 'end') this.isEnded = true;
    else await this.#finish();
  }

  /** A file that was begun and is not whole is none. */
  #begin(path: string): void {
    this.close();
    const file = this.#wanted.get(path);
    if (!file) throw this.#failure('it answered something else than what was asked for');
    this.#wanted.delete(path);
    this.#open = { file, fd: openSync(this.#path, 'wx+', 0o600), size: 0 };
  }

  async #write(bytes: Buffer): Promise<void> {
    if (!this.#open) return;
    this.#open.size += bytes.length;
    this.#written += bytes.length;
    this.#unlooked += bytes.length;
    if (this.#open.size > this.#open.file.size) throw this.#failure('it gave more than was asked for');
    if (this.#written > maxBytes) throw this.#failure(`it has more than ${maxBytes / 1024 ** 3} GB`);
    if (this.#unlooked >= between) {
      this.#unlooked = 0;
      const { bavail, bsize } = await statfs(join(this.#path, '..'));
      if (bavail * bsize <= reserve) throw this.#failure('there is no room left on the disk of this host');
    }
    writeAll(this.#open.fd, bytes);
  }

  async #finish(): Promise<void> {
    if (!this.#open) return;
    await this.#take(this.#open.file, this.#open.fd);
    this.taken++;
    this.close();
  }

  close(): void {
    if (!this.#open) return;
    closeSync(this.#open.fd);
    rmSync(this.#path, { force: true });
    this.#open = undefined;
  }
}

function whyOf({ ended, stderr }: OutputEnd): string {
  if (ended === 'time') return 'it took too long';
  if (ended === 'signal') return 'it was stopped';
  return stderr.split('\n')[0] || 'it is not there any more, or answered otherwise';
}
