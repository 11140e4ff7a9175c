import { type BigIntStats, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { summarize } from '@claude-sessions/core/conversations/summarize.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { isPlainPath } from '@claude-sessions/core/snapshots/manifestText.ts';
import { sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { ProjectFolders } from '../conversations/projectFolders.ts';
import { readEnds } from '../conversations/readEnds.ts';
import { worktreesOf } from '../conversations/worktrees.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { SideFolder } from '../review/SideFolder.ts';
import { OpenFolder } from '../verify/OpenFolder.ts';

/** A file of a project's conversations, as it is found: nothing of it was read. */
export interface FoundFile {
  /** Below the config directory. */
  readonly path: string;
  readonly size: number;
  readonly changedAt: number;
  readonly mode: number;
  /** As `SnapshotFile` has it. */
  readonly inode: string;
}

interface TreeRequest {
  readonly configDir: string;
  readonly project: string;
  readonly sessions?: readonly string[] | undefined;
}

/** Folders of the config directory in which something of conversations lies. */
export const tops = ['projects', 'tasks', 'todos', 'file-history', 'plans'] as const;
export type Top = (typeof tops)[number];

/** Nobody has as many; a container may make a million files in a second. */
const maxFiles = 500_000;
const maxDepth = 12;
const maxLeftOut = 100;

/**
 * What belongs to the conversations of a project on this host. No link below the folders that Claude Code keeps is followed, whoever put
 * it there meanwhile.
 */
export class ProjectTree {
  /** What was left out, and why: sentences. */
  readonly leftOut: string[] = [];
  /** Ids of conversations of other projects. */
  foreign: ReadonlySet<string> = new Set();
  readonly #request: TreeRequest;
  readonly #sides = new Map<Top, SideFolder | undefined>();
  readonly #wanted: ReadonlySet<string> | undefined;
  #count = 0;

  constructor(request: TreeRequest) {
    this.#request = request;
    this.#wanted = request.sessions && new Set(request.sessions.map((id) => id.toLowerCase()));
  }

  /** A container may make a million things that are left out. */
  #leave(sentence: string): void {
    if (this.leftOut.length < maxLeftOut) this.leftOut.push(sentence);
  }

  close(): void {
    for (const side of this.#sides.values()) side?.close();
    this.#sides.clear();
  }

  /** A folder of the config directory, which may be a link of the user's; undefined where there is none. */
  side(top: Top): SideFolder | undefined {
    if (this.#sides.has(top)) return this.#sides.get(top);
    const side = this.#open(top);
    this.#sides.set(top, side);
    return side;
  }

  #open(top: Top): SideFolder | undefined {
    try {
      return new SideFolder(realpathSync(join(this.#request.configDir, top)), true);
    } catch (error) {
      if (!isMissing(error)) this.leftOut.push(`${top} cannot be read: ${(error as Error).message}.`);
      return undefined;
    }
  }

  /**
   * All files.
   * @param known paths of which it is settled that they are of the project
   * @param plans names of plans that its conversations name
   */
  async collect(known: ReadonlySet<string>, plans: ReadonlySet<string>): Promise<FoundFile[]> {
    const found: FoundFile[] = [];
    const { project } = this.#request;
    const roots = [project, ...(await worktreesOf(project))];
    const folders = new ProjectFolders(roots);
    const own = new Set(roots.map(projectSlug));
    const sessions = new Set<string>();
    const foreign = new Set<string>();
    const side = this.side('projects');
    for (const slug of side?.names('') ?? []) {
      if (!side?.stats(slug)?.isDirectory()) continue;
      const names = new Set(side.names(slug));
      const holds = (id: string) => this.#holds(folders, slug, id, known);
      for (const name of names) {
        const id = sessionOf(`projects/${slug}/${name}`);
        if (id === undefined) {
          const isOurs = own.has(slug) && (name === 'memory' || /^agent-[\w-]+\.jsonl$/.test(name));
          if (isOurs && !this.#wanted) this.#walk('projects', `${slug}/${name}`, found);
        } else if (!folders.mayHold(slug)) foreign.add(id);
        else if (name === id && names.has(`${id}.jsonl`)) continue;
        else if (!holds(id)) foreign.add(id);
        else if (this.#wants(id)) {
          sessions.add(id);
          this.#walk('projects', `${slug}/${name}`, found);
          if (name !== id && names.has(id)) this.#walk('projects', `${slug}/${id}`, found);
          if (names.has(id)) side.forget(`${slug}/${id}`);
        }
      }
      side.forget(slug);
    }
    // A container that was shared live could give a file of this project the id of another's conversation.
    for (const id of foreign) sessions.delete(id);
    this.foreign = foreign;
    this.#companions(sessions, found);
    return this.#wanted ? found : [...found, ...this.plans(plans)];
  }

  /** Those of some plans that are there. */
  plans(names: Iterable<string>): FoundFile[] {
    const found: FoundFile[] = [];
    for (const name of names) this.#walk('plans', name, found);
    return found;
  }

  #wants(id: string): boolean {
    return this.#wanted?.has(id.toLowerCase()) ?? true;
  }

  #companions(sessions: ReadonlySet<string>, found: FoundFile[]): void {
    for (const top of ['tasks', 'todos', 'file-history'] as const) {
      const side = this.side(top);
      for (const name of side?.names('') ?? []) {
        const id = sessionOf(`${top}/${name}`);
        if (id === undefined || !sessions.has(id)) continue;
        this.#walk(top, name, found);
        side?.forget(name);
      }
    }
  }

  /** Of names that are several folders' in one, those whose conversation was begun in this project. */
  #holds(folders: ProjectFolders, slug: string, id: string, known: ReadonlySet<string>): boolean {
    const path = `projects/${slug}/${id}`;
    return known.has(`${path}.jsonl`) || folders.holds(slug, this.#beganIn(slug, id));
  }

  #beganIn(slug: string, id: string): string | undefined {
    const side = this.side('projects');
    const size = side?.stats(`${slug}/${id}.jsonl`)?.size;
    if (size === undefined) return undefined;
    let folder: OpenFolder | undefined;
    try {
      folder = new OpenFolder(join(realpathSync(join(this.#request.configDir, 'projects')), slug));
      const entry = { id, slug, size: Number(size), changedAt: 0, inode: '', isRemnant: false };
      const ends = readEnds(folder, entry);
      return ends && summarize(ends).cwd;
    } catch {
      return undefined;
    } finally {
      folder?.close();
    }
  }

  #walk(top: Top, path: string, found: FoundFile[], depth = 0): void {
    const side = this.side(top);
    const stats = side?.stats(path);
    if (!side || !stats) return;
    const whole = `${top}/${path}`;
    if (stats.isDirectory()) {
      if (depth > maxDepth) this.#leave(`${whole} is too deep, and was left out.`);
      else for (const name of side.names(path)) this.#walk(top, `${path}/${name}`, found, depth + 1);
    } else if (!stats.isFile()) {
      this.#leave(`${whole} is ${stats.isSymbolicLink() ? 'a link' : 'no regular file'}, and was left out.`);
    } else if (!isPlainPath(whole)) this.#leave(`${whole} has a name that is no text, and was left out.`);
    else if (isHollow(stats)) this.#leave(`${whole} is mostly holes, and was left out.`);
    else if (++this.#count > maxFiles) {
      if (this.#count === maxFiles + 1) this.#leave(`There are more than ${maxFiles} files.`);
    } else {
      found.push(foundFile(whole, stats));
    }
  }

  /** Opens a file to read it. @throws when it is gone, or no regular file any more */
  async read<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
    const [side, below] = this.at(path);
    if (!side) throw Object.assign(new Error(path), { code: 'ENOENT' });
    try {
      return await side.read(below, ({ fd }) => work(fd));
    } finally {
      side.forget(below.split('/').slice(0, -1).join('/') || ' ');
    }
  }

  /** The same as `side`, made where there is none. */
  ensureSide(top: Top): SideFolder {
    const known = this.side(top);
    if (known) return known;
    mkdirSync(join(this.#request.configDir, top), { recursive: true, mode: 0o700 });
    this.#sides.delete(top);
    const side = this.side(top);
    if (!side)
      throw new UserError(`${join(this.#request.configDir, top)} cannot be opened.`, 'Look what is there.');
    return side;
  }

  /** Where a folder of the config directory really is. */
  rootOf(top: Top): string {
    return realpathSync(join(this.#request.configDir, top));
  }

  /** The folder of the config directory that a path lies in, and the rest of it. */
  at(path: string): [side: SideFolder | undefined, below: string] {
    const { top, below } = placeOf(path);
    return [this.side(top), below];
  }

  /** How a file is now; undefined where there is none. */
  look(path: string): FoundFile | undefined {
    const [side, below] = this.at(path);
    const stats = side?.stats(below);
    return stats?.isFile() ? foundFile(path, stats) : undefined;
  }
}

/** A file of holes costs a container nothing to make; to keep it would fill the disk. No file system shrinks text so much. */
function isHollow({ size, blocks }: BigIntStats): boolean {
  return size > 4_000_000_000n && blocks * 512n * 100n < size;
}

function foundFile(path: string, stats: BigIntStats): FoundFile {
  return {
    path,
    size: Number(stats.size),
    changedAt: Math.max(Number(stats.mtimeNs) / 1e6, 0),
    mode: Number(stats.mode) & 0o777,
    inode: `${stats.ino}-${stats.ctimeNs}`,
  };
}

/** @throws UserError when it lies in none of the folders in which something of conversations lies */
export function placeOf(path: string): { readonly top: Top; readonly below: string } {
  const [first, ...rest] = path.split('/');
  const top = tops.find((each) => each === first);
  if (!top || rest.length === 0)
    throw new UserError(`${path} is no place for what belongs to conversations.`, 'The snapshot is damaged.');
  return { top, below: rest.join('/') };
}
