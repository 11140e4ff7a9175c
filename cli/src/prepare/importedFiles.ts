import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { findImports, type Import } from '@claude-sessions/core/prepare/findImports.ts';
import {
  canBeImported,
  importBounds,
  importReasons,
  importRefusal,
  isInstructions,
  isMounted,
  rewriteImports,
} from '@claude-sessions/core/prepare/imports.ts';
import { importNames } from '@claude-sessions/core/prepare/layout.ts';
import { linkedReasons } from '@claude-sessions/core/prepare/linked.ts';
import { readBytesIfAny } from '../host/files.ts';
import { type CopyPlaces, LeftOut, realPathOutside, requireCopyable } from './copyPlaces.ts';
import { asBytes } from './preparedFile.ts';

/** What CLAUDE.md imports, as the container gets it. Texts are bytes (latin1). */
interface Imported {
  /** CLAUDE.md with imports of the copies. */
  readonly instructions: string | undefined;
  /** By their paths below the home, written with `/`. */
  readonly copies: ReadonlyMap<string, string>;
  /** Lines `file: @path: why`. */
  readonly leftOut: readonly string[];
}

/** A text with imports. */
interface Source {
  readonly text: string;
  /** Its real path. */
  readonly path: string;
  readonly hops: number;
  /** The copies of what it imports, by their paths below the home. */
  readonly targets: Map<Import, string>;
}

/**
 * Reads what a CLAUDE.md imports, and what that imports in turn, as far as it is for a container: text in the home, within bounds,
 * never what is secret. An import of nothing stays as it is, as Claude Code does not mind it.
 * @param file where it lies, perhaps as a link, not through the workspace: what a container can write must not choose what is copied for it
 * @param bytes its content
 */
export async function readImported(
  file: string,
  bytes: string | undefined,
  places: CopyPlaces,
): Promise<Imported> {
  const text = bytes === undefined ? undefined : textOf(Buffer.from(bytes, 'latin1'));
  if (text === undefined || findImports(text).length === 0)
    return { instructions: bytes, copies: new Map(), leftOut: [] };
  const root = { text, path: await realpath(file), hops: 0, targets: new Map() };
  return new ImportReader(places).read(root);
}

class ImportReader {
  readonly #places: CopyPlaces;
  readonly #sources = new Map<string, Source>();
  readonly #leftOut: string[] = [];
  #bytes: number = importBounds.bytes;

  constructor(places: CopyPlaces) {
    this.#places = places;
  }

  async read(root: Source): Promise<Imported> {
    const queue = [root];
    for (const source of queue) {
      if (source.hops === importBounds.hops) continue;
      for (const found of findImports(source.text)) {
        const added = await this.#follow(source, found, root.path).catch((error) =>
          this.#leave(source, found, root, error),
        );
        if (added) queue.push(added);
      }
    }
    const copies = [...this.#sources].map(
      ([at, source]) => [at, rewritten(source, `${importNames.folder}/${at}`)] as const,
    );
    return { instructions: rewritten(root, ''), copies: new Map(copies), leftOut: this.#leftOut };
  }

  #leave({ path }: Source, found: Import, root: Source, error: unknown): undefined {
    const why = error instanceof LeftOut ? error.message : linkedReasons.unreadable;
    const where = path === root.path ? 'CLAUDE.md' : `~/${this.#below(path)}`;
    const line = `${where}: @${found.path}: ${why}`;
    if (!this.#leftOut.includes(line)) this.#leftOut.push(line);
  }

  /** @returns what is imported, the first time @throws LeftOut */
  async #follow(source: Source, found: Import, root: string): Promise<Source | undefined> {
    const { home, claude, workspace } = this.#places;
    if (isMounted(found.path) || !isInstructions(found.path)) return undefined;
    const path = absolute(found.path, dirname(source.path), home);
    const outside = await realPathOutside(path, workspace);
    const real = outside && (await realpath(outside));
    if (real === undefined || real === root || !(await stat(real)).isFile()) return undefined;
    const at = this.#below(real);
    if (!this.#sources.has(at)) {
      requireCopyable(real, this.#places);
      for (const each of [path, real]) {
        const refusal = importRefusal(each, home, claude, sep);
        if (refusal !== undefined) throw new LeftOut(refusal);
      }
      if (!canBeImported(at)) throw new LeftOut(importReasons.unwritable);
      const text = await this.#read(real);
      source.targets.set(found, at);
      return this.#add(at, { text, path: real, hops: source.hops + 1, targets: new Map() });
    }
    source.targets.set(found, at);
    return undefined;
  }

  #add(at: string, source: Source): Source {
    this.#sources.set(at, source);
    return source;
  }

  async #read(path: string): Promise<string> {
    const { size } = await stat(path);
    if (size > this.#bytes || this.#sources.size === importBounds.files)
      throw new LeftOut(linkedReasons.much);
    const bytes = await readBytesIfAny(path, true);
    const text = bytes && textOf(bytes);
    if (text === undefined) throw new LeftOut(importReasons.noText);
    this.#bytes -= size;
    return text;
  }

  #below(path: string): string {
    return path.slice(this.#places.home.length).split(sep).filter(Boolean).join('/');
  }
}

function absolute(path: string, folder: string, home: string): string {
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
}

/** @param at where the copy lies */
function rewritten({ text, targets }: Source, at: string): string {
  const folder = at.split('/').slice(0, -1).join('/');
  const byPlace = new Map(
    [...targets].map(([{ start }, target]) => [start, `${importNames.folder}/${target}`]),
  );
  return asBytes(rewriteImports(text, folder, ({ start }) => byPlace.get(start)));
}

/** Text, so that it can be written again as it was. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\0') || !Buffer.from(text).equals(bytes) ? undefined : text;
}
