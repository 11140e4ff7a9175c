import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConversationPlace, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import {
  type ContainerListing,
  parseContainerListing,
} from '@claude-sessions/core/conversations/containerListing.ts';
import type { TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';
import { titleIn } from '@claude-sessions/core/conversations/titleIn.ts';
import { UserError } from '../../host/errors.ts';
import { makePrivateFolder, type PrivateFolder } from '../../host/privateFolder.ts';
import type { OutputEnd } from '../../host/takeOutput.ts';
import type { ConversationSource, OpenedTranscript } from '../ConversationSource.ts';
import { tellingLines } from '../tellingLines.ts';
import { CopyTarget, copyFolder } from './CopyTarget.ts';
import { EndsReader, type ReadParts } from './EndsReader.ts';
import type { Reach } from './reach.ts';
import { WholeReader } from './WholeReader.ts';

export type ContainerPlace = Extract<ConversationPlace, { kind: 'container' }>;

const endBytes = 64 * 1024;
const maxListed = 32 * 1024 * 1024;
const listMs = 30_000;
/** For one transcript; a busy machine needs a tenth of it. */
const endsMs = 100;
/** 3 GB, from a slow disk. */
const readMs = 600_000;

interface Origin {
  /** The folder of its project on this host; undefined where it is not known. */
  readonly project: string | undefined;
  readonly reach: Reach;
  readonly isMounted?: (slug: string) => boolean;
}

/** Conversations in Claude's config directory of a dev container. All that is read there is the container's word. */
export class ContainerSource implements ConversationSource {
  readonly project: string | undefined;
  readonly isDear = true;
  readonly reach: Reach;
  /** True for a folder of conversations that is another's, and mounted there. */
  readonly isMounted: (slug: string) => boolean;
  #listing: Promise<ContainerListing> | undefined;

  constructor(
    readonly place: ContainerPlace,
    { project, reach, isMounted = () => false }: Origin,
  ) {
    this.project = project;
    this.reach = reach;
    this.isMounted = isMounted;
  }

  /** One for all: what is asked of them, is asked at once. */
  nameOf(): string {
    return `volume:${this.place.volume}`;
  }

  async entries(): Promise<TranscriptEntry[]> {
    const { entries } = await this.#listed();
    return entries.filter(({ slug }) => !this.isMounted(slug));
  }

  /** Sessions that a running Claude Code has open inside, wherever their transcripts lie. */
  async openSessions(): Promise<ReadonlySet<string>> {
    return this.place.running ? (await this.#listed()).open : new Set();
  }

  async ends(entries: readonly TranscriptEntry[]): Promise<Map<TranscriptEntry, TranscriptEnds>> {
    const byPath = new Map(entries.flatMap((each) => (each.isRemnant ? [] : [[pathOf(each), each]])));
    if (byPath.size === 0) return new Map();
    const boundary = randomUUID();
    const reader = new EndsReader(boundary, 2 * endBytes);
    const input = [...byPath].map(([path, { size }]) => `${path} ${size}\n`).join('');
    const most = byPath.size * (2 * endBytes + 1024) + 1024;
    const timeoutMs = listMs + byPath.size * endsMs;
    let bytes = 0;
    const call = { mode: 'ends', boundary, words: [`${endBytes}`], input, timeoutMs } as const;
    const end = await this.reach.look(call, (piece) => {
      bytes += piece.length;
      // A tail is of a file that may grow meanwhile.
      if (bytes > most * 2) throw this.#failure('it printed without end');
      reader.push(piece);
    });
    if (!reader.ended) throw this.#failure(whyOf(end));
    return new Map(
      [...reader.found].flatMap(([path, parts]) => {
        const entry = byPath.get(path);
        return entry ? [[entry, endsOf(parts)] as const] : [];
      }),
    );
  }

  async open(entry: TranscriptEntry): Promise<OpenedTranscript> {
    const { folders } = await this.#listed();
    const copy = await makePrivateFolder();
    try {
      const target = new CopyTarget(copy.path);
      const path = await this.#copyTranscript(entry, copy, target);
      const folder = join(copy.path, entry.id);
      const hasFolder =
        folders.has(pathOf(entry)) &&
        (await copyFolder(this.reach, `projects/${pathOf(entry)}`, folder, target));
      return { path, ...(hasFolder && { folder }), dispose: copy.dispose };
    } catch (error) {
      await copy.dispose();
      throw error;
    }
  }

  async #copyTranscript(entry: TranscriptEntry, copy: PrivateFolder, target: CopyTarget): Promise<string> {
    const path = join(copy.path, `${entry.id}.jsonl`);
    const boundary = randomUUID();
    const reader = new WholeReader(boundary);
    const handle = await open(path, 'wx', 0o600);
    try {
      const call = { mode: 'read', boundary, words: [pathOf(entry)], timeoutMs: readMs } as const;
      const end = await this.reach.look(call, (piece) => target.write(handle, reader.push(piece)));
      if (!reader.isWhole) throw this.#failure(`${pathOf(entry)}.jsonl: ${whyOf(end)}`);
    } finally {
      await handle.close();
    }
    return path;
  }

  /** Once for each run of the program: what is asked later is of the same moment. */
  #listed(): Promise<ContainerListing> {
    this.#listing ??= this.#list();
    return this.#listing;
  }

  async #list(): Promise<ContainerListing> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const call = { mode: 'list', boundary: '', timeoutMs: listMs } as const;
    const end = await this.reach.look(call, (piece) => {
      bytes += piece.length;
      if (bytes > maxListed) throw this.#failure('it printed without end');
      pieces.push(piece);
    });
    const listing = parseContainerListing(Buffer.concat(pieces).toString('utf8'));
    if (listing === 'too-many') throw this.#failure('there are more than anybody has');
    if (!listing) throw this.#failure(whyOf(end));
    return listing;
  }

  /** @param why a clause */
  #failure(why: string): UserError {
    const { container, volume, running } = this.place;
    const where = container !== undefined && running ? `the container ${container}` : `the volume ${volume}`;
    return new UserError(`The conversations in ${where} could not be read: ${why}.`);
  }
}

function endsOf({ head, tail, title }: ReadParts): TranscriptEnds {
  const given = title && titleIn(title.toString('utf8'));
  return {
    head: tellingLines(head, true),
    tail: tail ? `\n${tellingLines(tail, false)}` : '',
    ...(given !== undefined && { title: given }),
  };
}

const pathOf = ({ slug, id }: TranscriptEntry) => `${slug}/${id}`;

function whyOf({ ended, stderr }: OutputEnd): string {
  if (ended === 'time') return 'it took too long';
  if (ended === 'signal') return 'it was stopped';
  return stderr.split('\n')[0] || 'it is not there any more, or answered otherwise';
}
