import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { type ReviewOptions, syncProject } from '../../../cli/src/review/syncProject.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { rounds } from '../../harness/system/rounds.ts';

type Side = 'host' | 'mirror';

/** Numbers that look random, and are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Line {
  readonly uuid: string;
  readonly parentUuid: string | null;
}

/** A conversation with which both sides go on as it comes: on the host closed each time, inside often left open. */
class BothSides {
  readonly #root = mkdtempSync(join(tmpdir(), 'review-'));
  readonly #realFolder = join(this.#root, 'app');
  readonly #random: () => number;
  readonly #options: ReviewOptions;
  /** What a client inside has of a conversation that it has open. */
  readonly #open = new Map<string, string | null>();
  readonly written: string[] = [];
  readonly titles: string[] = [];

  constructor(seed: number) {
    this.#random = numbers(seed);
    const configDir = join(this.#root, '.claude');
    this.#options = {
      devcontainerId: basename(this.#root),
      realFolder: this.#realFolder,
      paths: { host: this.#realFolder, container: '/w' },
      mirror: join(this.#root, 'prepared/project'),
      projectFolder: join(configDir, 'projects', projectSlug(this.#realFolder)),
      configDir,
      journal: join(this.#root, 'prepared/review/journal.jsonl'),
    };
    for (const each of [this.#realFolder, this.#options.projectFolder, this.#options.mirror])
      mkdirSync(each, { recursive: true });
    this.#say('host', join(this.#options.projectFolder, '11111111-1111-4111-8111-111111111111.jsonl'), null);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  async sync(only?: 'pull' | 'push'): Promise<void> {
    await syncProject({ ...this.#options, ...(only && { only }) });
  }

  filesOf(side: Side): string[] {
    const folder = side === 'host' ? this.#options.projectFolder : this.#options.mirror;
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names.map((name) => join(folder, name));
  }

  async step(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.35) await this.sync(this.#one([undefined, 'pull', 'push']));
    else if (chance < 0.6) this.#onHost(this.#one(this.filesOf('host')));
    else this.#inside(this.#one(this.filesOf('mirror')));
  }

  #onHost(path: string): void {
    if (this.#random() < 0.5) this.#name(path);
    else this.#say('host', path, lastOf(path));
  }

  #inside(path: string): void {
    if (this.#random() < 0.3) this.#name(path);
    const isOpen = this.#random() < 0.7;
    const known = isOpen ? this.#open.get(path) : undefined;
    this.#open.set(path, this.#say('mirror', path, known ?? lastOf(path)));
  }

  #say(side: Side, path: string, parentUuid: string | null): string {
    const uuid = `00000000-0000-4000-8000-${String(this.written.length).padStart(12, '0')}`;
    this.#add(path, {
      parentUuid,
      isSidechain: false,
      cwd: side === 'host' ? this.#realFolder : '/w',
      version: '2.1.329',
      type: 'user',
      message: { role: 'user', content: uuid },
      uuid,
      timestamp: '2026-11-30T10:00:00.000Z',
    });
    this.written.push(uuid);
    return uuid;
  }

  #name(path: string): void {
    const customTitle = `title ${this.titles.length}`;
    this.titles.push(customTitle);
    this.#add(path, { type: 'custom-title', customTitle });
  }

  #add(path: string, line: object): void {
    appendFileSync(path, `${JSON.stringify({ ...line, sessionId: basename(path, '.jsonl') })}\n`);
  }

  #one<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}

const valuesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
/** Titles that were made for what the container wrote are left out. */
const idsIn = (path: string): string[] =>
  valuesIn(path)
    .flatMap(({ uuid, customTitle }) => uuid ?? customTitle)
    .filter((id: string) => !id.endsWith('(from the dev container)'));
const linesIn = (path: string): Line[] => valuesIn(path).filter(({ uuid }) => uuid !== undefined);
const lastOf = (path: string) => linesIn(path).at(-1)?.uuid ?? null;

const seeds = rounds({ short: 12, long: 400 });

test(`whoever goes on when, each conversation on the host is one, and none has a line twice (${seeds} times)`, async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const both = new BothSides(seed * 7919);
    try {
      await both.sync();
      for (let step = 0; step < 24; step++) await both.step();
      for (const only of ['pull', 'push', undefined] as const) await both.sync(only);
      const found = new Set<string>();
      for (const path of both.filesOf('host')) {
        const lines = linesIn(path);
        const message = `seed ${seed}, ${basename(path)}`;
        for (const { uuid } of lines) found.add(uuid);
        // Each goes on from the one before it: what the other side went on with meanwhile is in another.
        const before = [null, ...lines.map(({ uuid }) => uuid)].slice(0, lines.length);
        expect(
          lines.map(({ parentUuid }) => parentUuid),
          message,
        ).toEqual(before);
      }
      expect([...found].sort(), `seed ${seed}`).toEqual(both.written);
      for (const path of [...both.filesOf('host'), ...both.filesOf('mirror')]) {
        const all = idsIn(path);
        expect(all, `seed ${seed}, ${path}`).toEqual([...new Set(all)]);
      }
    } finally {
      both.remove();
    }
  }
}, 600_000);
