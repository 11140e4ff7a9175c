import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptEntry, TranscriptSummary } from '@claude-sessions/core/conversations/Conversation.ts';
import {
  readSummaryRow,
  type SummaryRow,
  summaryRow,
  summaryRules,
} from '@claude-sessions/core/conversations/summaryRow.ts';
import { version } from '../../package.json';
import { removeFile, tryReadOwnText, writeText } from '../host/files.ts';

/** Fewer are read sooner than the index is written. */
const worthKeeping = 16;
const maxRows = 20_000;
/** What `tryReadOwnText` still reads. */
const maxLength = 12_000_000;
const maxFiles = 1000;
const made = `${version} ${summaryRules}`;

interface Known {
  readonly identity: string;
  readonly summary: TranscriptSummary;
}

/**
 * What was read of the transcripts of a folder, kept in a file of this host: of a transcript whose file has the same number, size and time
 * nothing has to be read. It only saves time: whatever is wrong with it, it is made again.
 */
export class SummaryIndex {
  readonly #path: string;
  readonly #name: string;
  readonly #known: ReadonlyMap<string, Known>;
  readonly #added = new Map<string, Known>();

  private constructor(path: string, name: string, known: ReadonlyMap<string, Known>) {
    this.#path = path;
    this.#name = name;
    this.#known = known;
  }

  /** @param name of the folder, one of its own among all */
  static async open(indexFolder: string, name: string): Promise<SummaryIndex> {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
    const path = join(indexFolder, `${hash}.json`);
    return new SummaryIndex(path, name, knownIn(await tryReadOwnText(path), name));
  }

  get(entry: TranscriptEntry): TranscriptSummary | undefined {
    const known = this.#known.get(entry.id);
    return known?.identity === identityOf(entry) ? known.summary : undefined;
  }

  add(entry: TranscriptEntry, summary: TranscriptSummary): void {
    this.#added.set(entry.id, { identity: identityOf(entry), summary });
  }

  /** @param entries all that the folder has now @param isDear whatever was read is worth it */
  async keep(entries: readonly TranscriptEntry[], isDear = false): Promise<void> {
    const few = isDear ? 1 : worthKeeping;
    const tooMany = this.#known.size - entries.length;
    if (this.#added.size < few && tooMany < worthKeeping) return;
    const newest = entries.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, maxRows);
    const rows = newest.flatMap(({ id }) => {
      const known = this.#added.get(id) ?? this.#known.get(id);
      return known ? [[id, known.identity, summaryRow(known.summary)] as const] : [];
    });
    // That it cannot be written, on a full disk say, is no fault.
    await writeText(this.#path, textOf(this.#name, rows), 0o600).catch(() => undefined);
    if (this.#known.size === 0) await removeOldest(join(this.#path, '..'));
  }
}

type Row = readonly [id: string, identity: string, summary: SummaryRow];

function textOf(name: string, rows: readonly Row[]): string {
  const text = `${JSON.stringify({ made, name, rows })}\n`;
  return text.length <= maxLength ? text : textOf(name, rows.slice(0, rows.length / 2));
}

function knownIn(text: string | undefined, name: string): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  try {
    const index = JSON.parse(text ?? '{}');
    const rows: unknown = index.made === made && index.name === name ? index.rows : [];
    for (const row of Array.isArray(rows) ? rows : []) {
      const [id, identity, summary] = Array.isArray(row) ? row : [];
      const read = readSummaryRow(summary);
      if (typeof id === 'string' && typeof identity === 'string' && read)
        known.set(id, { identity, summary: read });
    }
  } catch {
    // No index, or half of one.
  }
  return known;
}

function identityOf({ inode, size, changedAt, titledAt = 0 }: TranscriptEntry): string {
  return `${inode} ${size} ${changedAt} ${titledAt}`;
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
