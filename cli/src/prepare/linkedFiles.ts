import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import {
  leadsOut,
  linkedBounds,
  linkedReasons,
  placeRefusal,
  secretRefusal,
} from '@claude-sessions/core/prepare/linked.ts';
import { type CopyPlaces, LeftOut, realPathOutside, requireCopyable } from './copyPlaces.ts';

export type Copy =
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly isExecutable: boolean };

/** Copies by their paths in `files/linked`, written with `/`. */
export type Copies = ReadonlyMap<string, Copy>;

/**
 * Reads what links in the profile lead to, where they lead out of its folders: no mount has that. For a link further down in
 * an entry the entry is copied with it. In what a link leads to, no link is followed.
 *
 * @returns what cannot be copied as lines `path: why`
 */
export async function readLinked(places: CopyPlaces, platform: string) {
  const reader = new LinkedReader(places, platform);
  const links: string[] = [];
  for (const name of profileDirectories) {
    await findLinksOut(await realpath(join(places.claude, name)), name, 0, platform, links);
  }
  for (const path of links.sort(byBytes)) await reader.takeLink(path);
  return { copies: reader.copies as Copies, leftOut: reader.leftOut };
}

class LinkedReader {
  readonly copies = new Map<string, Copy>();
  readonly leftOut: string[] = [];
  readonly #refused = new Set<string>();
  #files: number = linkedBounds.files;
  #bytes: number = linkedBounds.bytes;

  constructor(
    readonly places: CopyPlaces,
    readonly platform: string,
  ) {}

  /** @param path of a link in `~/.claude` */
  async takeLink(path: string): Promise<void> {
    if (path.includes('\n')) return this.#leave(path.replace(/\n.*/s, ''), linkedReasons.lineBreak);
    const entry = path.split('/', 2).join('/');
    if (path !== entry) {
      if (this.#refused.has(entry)) return;
      const whole = join(this.places.claude, entry);
      if (!this.copies.has(entry) && !(await this.#try(entry, () => this.#take(whole, entry)))) return;
      this.copies.delete(path);
    }
    await this.#try(path, async () => {
      await this.#take(await this.#findReal(join(this.places.claude, path)), path);
      this.#dropLinksOut(path);
    });
  }

  #dropLinksOut(path: string): void {
    const below = [...this.copies].filter(([at]) => at.startsWith(`${path}/`));
    for (const [at, copy] of below.sort(([one], [other]) => byBytes(one, other))) {
      const depth = at.slice(path.length + 1).split('/').length - 1;
      if (copy.kind !== 'link' || !isLinkOut(depth, copy.target, this.platform)) continue;
      this.copies.delete(at);
      this.#leave(at, linkedReasons.leadsOut);
    }
  }

  async #try(path: string, take: () => Promise<void>): Promise<boolean> {
    try {
      await take();
      return true;
    } catch (error) {
      this.#leave(path, error instanceof LeftOut ? error.message : linkedReasons.unreadable);
      return false;
    }
  }

  #leave(path: string, why: string): void {
    this.#refused.add(path);
    this.leftOut.push(`${path}: ${why}`);
  }

  /** What a path leads to, where that is for the container. */
  async #findReal(path: string): Promise<string> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory() && !found?.isFile()) throw new LeftOut(linkedReasons.dangling);
    await realPathOutside(path, this.places.workspace);
    const real = await realpath(path);
    requireCopyable(real, this.places);
    return real;
  }

  /** Copies what lies at a real path, when all of it may be copied. */
  async #take(real: string, to: string): Promise<void> {
    const refusal = placeRefusal(real, this.places.home, this.places.claude, sep);
    if (refusal !== undefined) throw new LeftOut(refusal);
    const walk = new Walk(this.#files, this.#bytes);
    await walk.look(real, to);
    this.#files = walk.files;
    this.#bytes = walk.bytes;
    const copies: [string, Copy][] = [];
    for (const [from, at] of walk.paths) copies.push([at, await readCopy(from)]);
    for (const [at, copy] of copies) this.copies.set(at, copy);
  }
}

/** Looks through what is to be copied as `ls -R` does: a folder's entries before what lies in them. */
class Walk {
  readonly paths: [from: string, at: string][] = [];

  constructor(
    public files: number,
    public bytes: number,
  ) {}

  /** @throws LeftOut */
  async look(from: string, at: string): Promise<void> {
    if ((await lstat(from)).isDirectory()) {
      this.paths.push([from, at]);
      await this.#enter(from, at, 0);
    } else await this.#count(from, at);
  }

  async #enter(from: string, at: string, depth: number): Promise<void> {
    if (depth > linkedBounds.depth) throw new LeftOut(linkedReasons.deep);
    const folders: string[] = [];
    for (const name of (await readdir(from)).sort(byBytes)) {
      if (await this.#count(join(from, name), `${at}/${name}`)) folders.push(name);
    }
    for (const name of folders) await this.#enter(join(from, name), `${at}/${name}`, depth + 1);
  }

  /** @returns whether it is a folder */
  async #count(from: string, at: string): Promise<boolean> {
    const stats = await lstat(from);
    const isPlain = stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
    const name = from.slice(from.lastIndexOf(sep) + 1);
    if (!isPlain) throw new LeftOut(linkedReasons.odd);
    const refusal = secretRefusal(name);
    if (refusal !== undefined) throw new LeftOut(refusal);
    this.files--;
    if (stats.isFile()) this.bytes -= stats.size;
    if (this.files < 0 || this.bytes < 0) throw new LeftOut(linkedReasons.much);
    this.paths.push([from, at]);
    return stats.isDirectory();
  }
}

/** What lies at a path, no link being followed. */
async function readCopy(path: string): Promise<Copy> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return { kind: 'link', target: await readlink(path) };
  if (stats.isDirectory()) return { kind: 'folder' };
  return { kind: 'file', bytes: await readFile(path), isExecutable: (stats.mode & 0o100) !== 0 };
}

/** All that lies at a path of ours, by names below `at`; nothing where there is nothing. */
export async function readCopies(path: string, at: string, into = new Map<string, Copy>()): Promise<Copies> {
  const copy = await readCopy(path).catch(() => undefined);
  if (!copy) return into;
  into.set(at, copy);
  if (copy.kind === 'folder') {
    for (const name of await readdir(path)) await readCopies(join(path, name), `${at}/${name}`, into);
  }
  return into;
}

/** The links below a folder that lead out of it. */
async function findLinksOut(
  folder: string,
  at: string,
  depth: number,
  platform: string,
  found: string[],
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const name = `${at}/${entry.name}`;
    if (entry.isDirectory()) await findLinksOut(path, name, depth + 1, platform, found);
    else if (entry.isSymbolicLink() && isLinkOut(depth, await readlink(path), platform)) found.push(name);
  }
}

/** On Windows links are made by administrators only, so that none is copied. */
function isLinkOut(depth: number, target: string, platform: string): boolean {
  return platform === 'win32' || leadsOut(depth, target);
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
