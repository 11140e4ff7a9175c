import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseList, parseManifest } from '@claude-sessions/core/snapshots/manifestText.ts';
import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { type StorePlace, storeOf } from './storePlace.ts';

export const snapshotId = /^\d{8}T\d{6}Z-[\da-f]{4}$/;

/** Reads snapshots; what several of them share is read once. */
export class StoreReader {
  readonly #place: StorePlace;
  readonly #lists = new Map<string, readonly SnapshotFile[]>();

  constructor(home: string) {
    this.#place = storeOf(home);
  }

  /** @returns undefined when there is none @throws UserError when it is damaged */
  async read(folder: string, id: string): Promise<Snapshot | undefined> {
    const path = join(folder, id);
    const text = await readFile(path, 'utf8').catch((error) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const parsed = parseManifest(text);
    if (!parsed || parsed.head.id !== id) throw damaged(path);
    const sides = parsed.sides.map(({ place, lists }) => ({
      place,
      files: lists.flatMap((name) => this.#list(name)),
    }));
    return { ...parsed.head, sides };
  }

  #list(name: string): readonly SnapshotFile[] {
    const known = this.#lists.get(name);
    if (known) return known;
    const path = join(this.#place.lists, name);
    const text = readFileSync(path);
    const isSo = createHash('sha256').update(text).digest('hex') === name.slice(3);
    const files = isSo ? parseList(text.toString()) : undefined;
    if (!files) throw damaged(path);
    this.#lists.set(name, files);
    return files;
  }
}

export function damaged(path: string): UserError {
  return new UserError(
    `${path} is damaged.`,
    'What it was part of cannot be given back whole. Look at the disk; other snapshots may have it.',
  );
}

/** The ids of the snapshots in a folder, the oldest first. */
export async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => snapshotId.test(name)).sort();
}
