import { type LocalFile, withLocal } from './localFiles.ts';
import { hashesAt } from './relate.ts';
import type { SyncRecord } from './syncRecord.ts';

/** The hashes of this host's files, which are read no more often than they change. */
export class LocalVersions {
  readonly #record: SyncRecord;
  readonly #wanted: ReadonlyMap<string, ReadonlySet<number>>;
  readonly #known = new Map<string, Map<number, string>>();

  /** @param wanted lengths of which the hash will be asked, by path */
  constructor(record: SyncRecord, wanted: ReadonlyMap<string, ReadonlySet<number>>) {
    this.#record = record;
    this.#wanted = wanted;
  }

  /** Of all of it, as it was when it was looked at; undefined where it is gone since. */
  hash(file: LocalFile): string | undefined {
    const { path, stamp, size } = file;
    const before = this.#record.files[path];
    if (before?.stamp === stamp && before.size === size) return before.hash;
    return this.at(file, size);
  }

  /** Of its beginning. */
  at(file: LocalFile, length: number): string | undefined {
    const key = `${file.path} ${file.stamp}`;
    const known = this.#known.get(key);
    if (known?.has(length)) return known.get(length);
    const lengths = [length, file.size, ...(this.#wanted.get(file.path) ?? [])];
    const found = withLocal(file, (fd) =>
      hashesAt(
        fd,
        lengths.filter((each) => each <= file.size),
      ),
    );
    if (!found) return undefined;
    this.#known.set(key, found);
    return found.get(length);
  }
}
