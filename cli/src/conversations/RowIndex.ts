import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../package.json';
import { removeFile, tryReadOwnText, writeText } from '../host/files.ts';

const maxRows = 20_000;
/** What `tryReadOwnText` still reads. */
const maxLength = 12_000_000;
const maxFiles = 1000;

/** How a value is kept. */
export interface RowForm<Value> {
  /** Which rules made it: with others it is made again. */
  readonly rules: string;
  toRow(value: Value): unknown;
  /** @returns undefined when it is none: anybody could have written it */
  fromRow(row: unknown): Value | undefined;
}

interface Known<Value> {
  readonly identity: string;
  readonly value: Value;
}

/**
 * What was read of the files of a folder, kept in a file of this host. It only saves time: whatever is wrong with it, it is made again.
 */
export class RowIndex<Value> {
  readonly #path: string;
  readonly #name: string;
  readonly #form: RowForm<Value>;
  readonly #known: ReadonlyMap<string, Known<Value>>;
  readonly #added = new Map<string, Known<Value>>();

  private constructor(
    path: string,
    name: string,
    form: RowForm<Value>,
    known: ReadonlyMap<string, Known<Value>>,
  ) {
    this.#path = path;
    this.#name = name;
    this.#form = form;
    this.#known = known;
  }

  /** @param name of the folder, one of its own among all */
  static async open<Value>(
    indexFolder: string,
    name: string,
    form: RowForm<Value>,
  ): Promise<RowIndex<Value>> {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
    const path = join(indexFolder, `${hash}.json`);
    return new RowIndex(path, name, form, knownIn(await tryReadOwnText(path), name, form));
  }

  /** How many were added since it was opened, and how many were known. */
  get added(): number {
    return this.#added.size;
  }

  get known(): number {
    return this.#known.size;
  }

  /** @param identity what has the same was not changed */
  get(key: string, identity: string): Value | undefined {
    const known = this.#known.get(key);
    return known?.identity === identity ? known.value : undefined;
  }

  add(key: string, identity: string, value: Value): void {
    this.#added.set(key, { identity, value });
  }

  /** @param keys all that the folder has now, those first that are wanted most */
  async keep(keys: readonly string[]): Promise<void> {
    const rows = keys.slice(0, maxRows).flatMap((key) => {
      const known = this.#added.get(key) ?? this.#known.get(key);
      return known ? [[key, known.identity, this.#form.toRow(known.value)] as const] : [];
    });
    // That it cannot be written, on a full disk say, is no fault.
    await writeText(this.#path, textOf(madeBy(this.#form), this.#name, rows), 0o600).catch(() => undefined);
    if (this.#known.size === 0) await removeOldest(join(this.#path, '..'));
  }
}

type Row = readonly [key: string, identity: string, row: unknown];

const madeBy = ({ rules }: { readonly rules: string }) => `${version} ${rules}`;

function textOf(made: string, name: string, rows: readonly Row[]): string {
  const text = `${JSON.stringify({ made, name, rows })}\n`;
  return text.length <= maxLength ? text : textOf(made, name, rows.slice(0, rows.length / 2));
}

function knownIn<Value>(
  text: string | undefined,
  name: string,
  form: RowForm<Value>,
): ReadonlyMap<string, Known<Value>> {
  const known = new Map<string, Known<Value>>();
  try {
    const index = JSON.parse(text ?? '{}');
    const rows: unknown = index.made === madeBy(form) && index.name === name ? index.rows : [];
    for (const row of Array.isArray(rows) ? rows : []) {
      const [key, identity, kept] = Array.isArray(row) ? row : [];
      const value = form.fromRow(kept);
      if (typeof key === 'string' && typeof identity === 'string' && value !== undefined)
        known.set(key, { identity, value });
    }
  } catch {
    // No index, or half of one.
  }
  return known;
}

/** Of folders that are gone, nobody takes theirs away. */
async function removeOldest(indexFolder: string): Promise<void> {
  const names = await readdir(indexFolder).catch(() => []);
  if (names.length <= maxFiles) return;
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(indexFolder, name);
      return { path, changedAt: (await lstat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const oldest = found.sort((a, b) => a.changedAt - b.changedAt).slice(0, names.length - maxFiles / 2);
  for (const { path } of oldest) await removeFile(path).catch(() => undefined);
}
