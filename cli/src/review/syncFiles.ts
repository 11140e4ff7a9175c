import { rebuildMeta, rebuiltAs } from '@claude-sessions/core/review/rebuildFiles.ts';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { grown, hashOfBytes } from './carry.ts';
import { sessionOf } from './makers.ts';
import { type KnownPart, nothingKnown, type Pair, type Side } from './pair.ts';
import type { SideFolder } from './SideFolder.ts';
import { compared, pullAnew, pushAnew, type Review, type Synced, syncTranscript } from './syncTranscript.ts';
import { tried } from './tried.ts';
import { wholeFile } from './wholeFile.ts';

/** A file of a conversation's folder, and what became of it. */
export interface SyncedPart extends Synced {
  readonly host: string;
  readonly mirror: string;
}

const maxDepth = 4;
const maxFiles = 5_000;
/** Results of tools that are this long are in a file; images and the like are in the transcript. */
const maxBytes = 64 * 1024 * 1024;

/** Carries the files of the folders that belong to conversations: those of agents, results of tools. */
export async function syncFiles(review: Review): Promise<SyncedPart[]> {
  const conversations = [...review.journal.pairs.values()].filter(({ mirror }) => !mirror.includes('/'));
  const found: SyncedPart[] = [];
  const sides = { mirror: new Listing(review.sides.mirror), host: new Listing(review.sides.host) };
  for (const { mirror, host } of conversations) {
    const folders = { mirror: sessionOf(mirror), host: host.slice(0, -'.jsonl'.length) };
    const paths = new Set([
      ...(sides.mirror.has(folders.mirror) ? filesBelow(review.sides.mirror, folders.mirror) : []),
      ...(sides.host.has(folders.host) ? filesBelow(review.sides.host, folders.host) : []),
    ]);
    for (const path of paths) {
      const pair = { mirror: `${folders.mirror}/${path}`, host: `${folders.host}/${path}` };
      const synced = await tried(() => syncFile(review, pair));
      if (synced.outcome.kind !== 'same') found.push({ ...pair, ...synced });
    }
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

/** Paths below a folder of a conversation, with `/`: those of a kind that is known. */
function filesBelow(side: SideFolder, root: string): string[] {
  const found: string[] = [];
  const open = [''];
  while (open.length > 0 && found.length < maxFiles) {
    const folder = open.pop() ?? '';
    for (const name of side.names(folder === '' ? root : `${root}/${folder}`)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stats = side.stats(`${root}/${path}`);
      if (stats?.isDirectory() && path.split('/').length < maxDepth) open.push(path);
      else if (stats?.isFile() && rebuiltAs(`${root.slice(root.lastIndexOf('/') + 1)}/${path}`) !== undefined)
        found.push(path);
    }
  }
  return found.sort();
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
  const bytes = wholeFile(sides[from], paths[from], maxBytes);
  if (!bytes) return { outcome: { kind: 'damaged', how: 'it is too long' }, notTaken: [] };
  const made = from === 'mirror' && isMeta ? rebuildMeta(bytes.toString()) : bytes;
  const known = (): KnownPart => ({
    ...grown(nothingKnown, { length: bytes.length, hash: hashOfBytes(bytes) }, 1),
    ...(stats[from] && { state: fileStateOf(stats[from]) }),
  });
  if (made === undefined)
    return { outcome: { kind: 'damaged', how: 'it is not what Claude Code writes' }, notTaken: [] };
  await carrier.create(paths, to, [{ bytes: () => Buffer.from(made) }], known, stats[from]);
  return { outcome: { kind: from === 'host' ? 'pushed' : 'pulled' }, notTaken: [] };
}
