import { relative } from 'node:path';
import type { Counted } from '@claude-sessions/core/stats/Counted.ts';
import { countedRow, countedRules, readCountedRow } from '@claude-sessions/core/stats/countedRow.ts';
import { pricesOf } from '@claude-sessions/core/stats/prices.ts';
import { type RowForm, RowIndex } from '../conversations/RowIndex.ts';
import type { CountableFile } from './countedFiles.ts';

const form: RowForm<readonly Counted[]> = {
  rules: `stats ${countedRules} ${pricesOf}`,
  toRow: (parts) => parts.map(countedRow),
  fromRow(row) {
    const parts = Array.isArray(row) ? row.map(readCountedRow) : [undefined];
    return parts.every((part) => part !== undefined) ? parts : undefined;
  },
};

/** What is read sooner than the index is written. */
const worthKeeping = 4 * 1024 * 1024;

/** What was counted in files, by the folders that they are in: of one that has the same number, size and time nothing is read. */
export class CountedIndexes {
  readonly #folder: string;
  readonly #open = new Map<string, { index: RowIndex<readonly Counted[]>; added: number }>();

  /** @param folder in which it is kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is known of each, in their order. */
  async find(files: readonly CountableFile[]): Promise<(readonly Counted[] | undefined)[]> {
    for (const folder of new Set(files.map((file) => file.folder))) {
      const index = await RowIndex.open(this.#folder, `stats:${folder}`, form);
      this.#open.set(folder, { index, added: 0 });
    }
    return files.map((file) => this.#of(file)?.index.get(keyOf(file), identityOf(file)));
  }

  add(file: CountableFile, parts: readonly Counted[]): void {
    const open = this.#of(file);
    if (!open) return;
    open.index.add(keyOf(file), identityOf(file), parts);
    open.added += file.size;
  }

  /** @param files all that there are */
  async keep(files: readonly CountableFile[]): Promise<void> {
    for (const [folder, { index, added }] of this.#open) {
      if (added < worthKeeping) continue;
      const own = files.filter((file) => file.folder === folder);
      const newest = own.toSorted((a, b) => b.changedAt - a.changedAt);
      await index.keep(newest.map(keyOf));
    }
  }

  #of({ folder }: CountableFile) {
    return this.#open.get(folder);
  }
}

const keyOf = ({ folder, path }: CountableFile) => relative(folder, path);

function identityOf({ inode, size, changedAt }: CountableFile): string {
  return `${inode} ${size} ${changedAt}`;
}
