import type { BigIntStats } from 'node:fs';
import { rebuildMeta, rebuiltAs, rebuiltFolders } from '@claude-sessions/core/review/rebuildFiles.ts';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { grown, hashOfBytes } from './carry.ts';
import { letOthersRun } from './letOthersRun.ts';
import { sessionOf } from './makers.ts';
import { type KnownPart, nothingKnown, type Pair, type Side } from './pair.ts';
import type { SideFolder } from './SideFolder.ts';
import {
  compared,
  pullAnew,
  pushAnew,
  type Review,
  type Synced,
  syncTranscript,
  wasOnHost,
} from './syncTranscript.ts';
import { failed, tried } from './tried.ts';
import { wholeFile } from './wholeFile.ts';

/** A file of a conversation's folder, and what became of it. */
export interface SyncedPart extends Synced {
  readonly host: string;
  readonly mirror: string;
}

const maxFiles = 5_000;
/** So many come along in a run, and the others in the next. */
const maxCarried = 10_000;
/** Results of tools that are this long are in a file; images and the like are in the transcript. */
const maxBytes = 64 * 1024 * 1024;

/** Carries the files of the folders that belong to conversations: those of agents, results of tools. */
export async function syncFiles(review: Review): Promise<SyncedPart[]> {
  const conversations = [...review.journal.pairs.values()].filter(
    (pair) => !pair.mirror.includes('/') && wasOnHost(pair),
  );
  const found: SyncedPart[] = [];
  const sides = { mirror: new Listing(review.sides.mirror), host: new Listing(review.sides.host) };
  for (const { mirror, host } of conversations) {
    const folders = { mirror: sessionOf(mirror), host: host.slice(0, -'.jsonl'.length) };
    const paths = pathsOf(review, folders, sides, (folder, synced) =>
      found.push({ mirror: `${folders.mirror}/${folder}`, host: '', ...synced }),
    );
    for (const path of paths) {
      if (found.length >= maxCarried) return found;
      await letOthersRun();
      const pair = { mirror: `${folders.mirror}/${path}`, host: `${folders.host}/${path}` };
      const synced = await tried(() => syncFile(review, pair));
      if (synced.outcome.kind !== 'same') found.push({ ...pair, ...synced });
    }
    review.sides.mirror.forget(folders.mirror);
    review.sides.host.forget(folders.host);
  }
  return found;
}

/** What is there of a side: most conversations have no folder, and to look for each takes longer than to read what there is. */
class Listing {
  readonly #side: SideFolder;
  readonly #names = new Map<string, ReadonlySet<string>>();

  constructor(side: SideFolder) {
    this.#side = side;
  }

  has(path: string): boolean {
    const at = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(at, 0));
    const names = this.#names.get(folder) ?? new Set(this.#side.names(folder));
    this.#names.set(folder, names);
    return names.has(path.slice(at + 1));
  }
}

/** Paths of a conversation's files on both sides. @param tell of a folder that cannot be read */
function pathsOf(
  { sides }: Review,
  folders: Readonly<Record<Side, string>>,
  listings: Readonly<Record<Side, Listing>>,
  tell: (folder: string, synced: Synced) => void,
): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const side of ['mirror', 'host'] as const) {
    if (!listings[side].has(folders[side])) continue;
    for (const folder of rebuiltFolders) {
      try {
        for (const path of filesIn(sides[side], folders[side], folder)) paths.add(path);
      } catch (error) {
        tell(folder, failed(error));
      }
    }
  }
  return paths;
}

/** Paths of a conversation's files in one of its folders, sorted: those of a kind that is known. */
function filesIn(side: SideFolder, root: string, folder: string): string[] {
  const session = root.slice(root.lastIndexOf('/') + 1);
  const paths = side.names(`${root}/${folder}`).map((name) => `${folder}/${name}`);
  return paths
    .filter((path) => rebuiltAs(`${session}/${path}`) !== undefined)
    .slice(0, maxFiles)
    .filter((path) => side.stats(`${root}/${path}`)?.isFile());
}

type Paths = Pick<Pair, 'mirror' | 'host'>;

async function syncFile(review: Review, paths: Paths): Promise<Synced> {
  const { journal, sides } = review;
  const kind = rebuiltAs(paths.mirror);
  if (kind !== 'transcript') return await syncWhole(review, paths, kind === 'meta');
  if (journal.pairs.has(paths.mirror)) return await syncTranscript(review, paths.mirror);
  const isThere = { host: sides.host.stats(paths.host), mirror: sides.mirror.stats(paths.mirror) };
  if (isThere.host && isThere.mirror) {
    journal.add({ pair: await compared(review, paths) });
    return await syncTranscript(review, paths.mirror);
  }
  if (isThere.host) return review.pushes ? await pushAnew(review, paths) : same;
  return review.pulls ? await pullAnew(review, paths) : same;
}

const same: Synced = { outcome: { kind: 'same' }, notTaken: [] };

/** A file that is written once. @param isMeta of an agent: its members are known */
async function syncWhole(review: Review, paths: Paths, isMeta: boolean): Promise<Synced> {
  const { journal, sides, carrier } = review;
  const pair = journal.pairs.get(paths.mirror);
  const stats = { host: sides.host.stats(paths.host), mirror: sides.mirror.stats(paths.mirror) };
  const isNew = (side: Side) => {
    const now = stats[side];
    return now?.isFile() === true && !sameState(pair?.known[side].state, fileStateOf(now));
  };
  const from: Side | undefined =
    isNew('host') || !stats.mirror ? 'host' : isNew('mirror') ? 'mirror' : undefined;
  if (!from || !stats[from]?.isFile() || !(from === 'host' ? review.pushes : review.pulls)) return same;
  const to: Side = from === 'host' ? 'mirror' : 'host';
  if (from === 'mirror' && stats.host && !isAsPulled(pair, stats.host)) {
    if (isMeta) return same;
    return { outcome: { kind: 'damaged', how: 'it was changed, and this host had it first' }, notTaken: [] };
  }
  const bytes = wholeFile(sides[from], paths[from], maxBytes);
  if (!bytes) return { outcome: { kind: 'damaged', how: 'it is too long' }, notTaken: [] };
  const made = from === 'mirror' && isMeta ? rebuildMeta(bytes.toString()) : bytes;
  const known = (): KnownPart => ({
    ...grown(nothingKnown, { length: bytes.length, hash: hashOfBytes(bytes) }, 1),
    ...(stats[from] && { state: fileStateOf(stats[from]) }),
  });
  if (made === undefined)
    return { outcome: { kind: 'damaged', how: 'it is not what Claude Code writes' }, notTaken: [] };
  const parts = [{ bytes: () => Buffer.from(made) }];
  const written = await carrier.create({ ...paths, begun: from }, to, parts, known, stats[from]);
  return written ? { outcome: { kind: from === 'host' ? 'pushed' : 'pulled' }, notTaken: [] } : same;
}

/** What the host has of its own is never written over. */
const isAsPulled = (pair: Pair | undefined, host: BigIntStats) =>
  pair?.begun === 'mirror' && sameState(pair.known.host.state, fileStateOf(host));
