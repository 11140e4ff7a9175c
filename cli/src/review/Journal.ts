import { closeSync, constants, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMissing, openRegular, writeText } from '../host/files.ts';
import { type Intent, type JournalEntry, type Pair, type Parents, tryEntry } from './pair.ts';

/** So many lines for each pair, and the file is written anew: every run reads it. */
const maxLinesPerPair = 1.5;
const fewLines = 200;

/** So many lines that were not taken are remembered of all conversations: a container can write more. */
const maxParents = 500_000;

/**
 * What is known of a project's conversations on both sides, in a file that no container can reach. Each change is one line at its
 * end: a killed process leaves at most a torn one, which counts as not written.
 */
export class Journal {
  readonly #path: string;
  readonly #pairs = new Map<string, Pair>();
  readonly #parents = new Map<string, Map<string, string | null>>();
  readonly #intents = new Map<string, Intent>();
  #lines = 0;
  #isTorn = false;
  #parentsCount = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws when it cannot be read; what is no entry of ours is left out */
  static async open(path: string): Promise<Journal> {
    const journal = new Journal(path);
    const file = await openRegular(path, true).catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!file) return journal;
    try {
      const text = await file.readFile('utf8');
      journal.#isTorn = text !== '' && !text.endsWith('\n');
      for (const line of text.split('\n').slice(0, -1)) journal.#take(line);
    } finally {
      await file.close();
    }
    return journal;
  }

  #take(line: string): void {
    this.#lines++;
    try {
      const entry = tryEntry(JSON.parse(line));
      if (entry) this.#apply(entry);
    } catch {
      // Torn by a kill, and written once more after it.
    }
  }

  #apply(entry: JournalEntry): void {
    if ('intent' in entry) this.#intents.set(entry.intent.pair.mirror, entry.intent);
    else if ('dropped' in entry) {
      this.#parentsCount -= this.parentsOf(entry.dropped).size;
      for (const map of [this.#pairs, this.#parents, this.#intents]) map.delete(entry.dropped);
    } else {
      const { pair, parents = [] } = entry;
      this.#pairs.set(pair.mirror, pair);
      this.#intents.delete(pair.mirror);
      if (parents.length === 0) return;
      const known = this.#parents.get(pair.mirror) ?? new Map();
      this.#parentsCount -= known.size;
      for (const [uuid, parent] of parents) known.set(uuid, parent);
      this.#parentsCount += known.size;
      this.#parents.set(pair.mirror, known);
    }
  }

  get pairs(): ReadonlyMap<string, Pair> {
    return this.#pairs;
  }

  get intents(): Iterable<Intent> {
    return [...this.#intents.values()];
  }

  /** Whether a write was about to be done of which nothing more is known. */
  isPending(mirror: string): boolean {
    return this.#intents.has(mirror);
  }

  parentsOf(mirror: string): Parents {
    return this.#parents.get(mirror) ?? new Map();
  }

  /**
   * Remembers, so that it outlasts this process.
   * @param isDurable it also outlasts a loss of power, from when this returns
   * @throws when the disk is full; then nothing is remembered
   */
  add(wanted: JournalEntry, isDurable = false): void {
    const entry = this.#bounded(wanted);
    const fd = this.#open();
    try {
      const text = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(entry)}\n`);
      this.#isTorn = true;
      if (writeSync(fd, text) !== text.length)
        throw Object.assign(new Error(`${this.#path} could not be written`), { code: 'ENOSPC' });
      if (isDurable) fsyncSync(fd);
      this.#isTorn = false;
    } finally {
      closeSync(fd);
    }
    this.#lines++;
    this.#apply(entry);
  }

  #open(): number {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0 } = constants;
    const open = () => openSync(this.#path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
    try {
      return open();
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      return open();
    }
  }

  #bounded(entry: JournalEntry): JournalEntry {
    const parents = 'intent' in entry ? entry.intent.parents : 'pair' in entry ? entry.parents : undefined;
    if (this.#parentsCount + (parents?.length ?? 0) <= maxParents) return entry;
    if ('intent' in entry) return { intent: { ...entry.intent, parents: [] } };
    return 'pair' in entry ? { pair: entry.pair } : entry;
  }

  /** Writes the file anew when most of it is past. */
  async shorten(): Promise<void> {
    if (this.#lines < fewLines + maxLinesPerPair * this.#pairs.size) return;
    const entries: JournalEntry[] = [...this.#pairs.values()].map((pair) => ({
      pair,
      parents: [...this.parentsOf(pair.mirror)],
    }));
    for (const intent of this.#intents.values()) entries.push({ intent });
    await writeText(this.#path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 0o600);
    this.#lines = entries.length;
    this.#isTorn = false;
  }
}
