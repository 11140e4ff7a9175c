import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { companionNames } from '@claude-sessions/core/prepare/layout.ts';
import type { Sides } from '@claude-sessions/core/review/pathMap.ts';
import { takenCheckpoints } from '@claude-sessions/core/review/takenCheckpoints.ts';
import type { NotTaken } from '@claude-sessions/core/review/whyNotTaken.ts';
import { openSessions } from '../facts/openSessions.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { Carrier } from './Carrier.ts';
import { keepCarriedLengths } from './carriedLengths.ts';
import { findHostFolders, type HostFolders, isTaken } from './hostFolders.ts';
import { Journal } from './Journal.ts';
import { forHost, forMirror, isTranscript, sessionOf, sha256 } from './makers.ts';
import { SideFolder } from './SideFolder.ts';
import { syncCompanions } from './syncCompanions.ts';
import { syncFiles } from './syncFiles.ts';
import {
  compared,
  madeId,
  type Outcome,
  pullAnew,
  pushAnew,
  type Review,
  renamed,
  type Synced,
  syncTranscript,
} from './syncTranscript.ts';
import { tried } from './tried.ts';

/** What is to be carried, and where. */
export interface ReviewOptions {
  /** The dev container, for the lock. */
  readonly devcontainerId: string;
  /** The real path of the workspace folder. */
  readonly realFolder: string;
  /** How paths are named on both sides. */
  readonly paths: Sides;
  /** The mirror: a real folder. */
  readonly mirror: string;
  /** The project's own folder below `projects/` of the host. */
  readonly projectFolder: string;
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The version of Claude Code on this host, where that is known. */
  readonly hostClient?: string | undefined;
  /** Where the journal is. No container can reach it. */
  readonly journal: string;
  /** Directions; both when absent. */
  readonly only?: 'pull' | 'push';
}

/** What became of one conversation, or of a file of its folder. */
export interface SyncedFile {
  /** Below `projects/` of the host; of what belongs to a conversation, below Claude's config directory. */
  readonly host: string;
  /** Below the mirror. */
  readonly mirror: string;
  readonly outcome: Outcome;
  readonly notTaken: readonly NotTaken[];
}

export interface ReviewReport {
  /** All that is not as it was, or cannot be. */
  readonly files: readonly SyncedFile[];
  /** In the mirror and not looked at: what is no conversation. */
  readonly strange: readonly string[];
}

/** The mirror's own names, which the features and Claude Code put there. */
const known = new Set(['memory', '.session-aliases', '.keep', ...Object.values(companionNames)]);

/**
 * Carries what is new between a project's conversations on the host and their mirror, both ways: to the mirror with the paths as
 * the container has them, to the host line by line, built anew of what is known to be inert.
 * @throws what the system says when a disk is full or a folder cannot be read; what was carried until then stays
 */
export function syncProject(options: ReviewOptions): Promise<ReviewReport> {
  return withLock(join(lockFolder(), `${options.devcontainerId}.review.lock`), () => sync(options));
}

async function sync(options: ReviewOptions): Promise<ReviewReport> {
  const folders = await findHostFolders(options.projectFolder, options.realFolder);
  mkdirSync(folders.projects, { recursive: true, mode: 0o700 });
  const sides = {
    host: new SideFolder(folders.projects, true),
    mirror: new SideFolder(options.mirror, false),
  };
  try {
    const journal = await Journal.open(options.journal);
    const carrier = new Carrier(sides, journal);
    const checkpoints = takenCheckpoints(options.hostClient, process.platform, sha256);
    let open: Promise<string[]> | undefined;
    const review: Review = {
      sides,
      journal,
      carrier,
      paths: options.paths,
      realFolder: options.realFolder,
      checkpoints,
      pulls: options.only !== 'push',
      pushes: options.only !== 'pull',
      isOpen: async (session) => {
        open ??= openSessions(options.configDir);
        return (await open).includes(session);
      },
    };
    carrier.settle((pair, to) =>
      to === 'mirror'
        ? forMirror(options.paths, renamed(pair))
        : forHost(
            { sides: options.paths, realFolder: options.realFolder, checkpoints },
            pair,
            journal.parentsOf(pair.mirror),
          ).make,
    );
    const report = await new Run(review, folders).all();
    await keepCarriedLengths(options.journal, journal);
    const companions = await syncCompanions(review, folders, options);
    return { ...report, files: [...report.files, ...companions] };
  } finally {
    sides.host.close();
    sides.mirror.close();
  }
}

/** By its own id where that is free: what the container goes on with as a fork has it, and may have had the next ones. */
function freeName(host: string, used: ReadonlySet<string>): string {
  const session = sessionOf(host.slice(host.indexOf('/') + 1));
  let name = `${session}.jsonl`;
  for (let more = 1; used.has(name); more++) name = `${madeId(session, host, `on the host ${more}`)}.jsonl`;
  return name;
}

class Run {
  readonly #review: Review;
  readonly #folders: HostFolders;
  readonly #files: SyncedFile[] = [];

  constructor(review: Review, folders: HostFolders) {
    this.#review = review;
    this.#folders = folders;
  }

  async all(): Promise<ReviewReport> {
    const { journal, sides } = this.#review;
    const names = sides.mirror.names('');
    const strange = names.filter((name) => !this.#isOwn(name, names));
    for (const mirror of names.filter(isTranscript)) {
      await this.#note(
        mirror,
        async () => (await this.#meet(mirror)) ?? syncTranscript(this.#review, mirror),
      );
    }
    // What was deleted inside, and what the host has had since.
    const there = new Set(names);
    for (const mirror of [...journal.pairs.keys()])
      if (!mirror.includes('/') && !there.has(mirror))
        await this.#note(mirror, () => syncTranscript(this.#review, mirror));
    if (this.#review.pushes) await this.#pushNew();
    for (const file of await syncFiles(this.#review)) this.#files.push(file);
    await journal.shorten();
    return { files: this.#files, strange };
  }

  #isOwn(name: string, names: readonly string[]): boolean {
    return (
      known.has(name) ||
      isTranscript(name) ||
      names.includes(`${name}.jsonl`) ||
      name.startsWith('.claude-sessions')
    );
  }

  /** Does the work of one conversation. What cannot be read of it keeps none of the others. */
  async #note(mirror: string, work: () => Promise<Synced>): Promise<void> {
    const { outcome, notTaken } = await tried(work);
    const pair = this.#review.journal.pairs.get(mirror);
    const told = notTaken.filter(({ why }) => why !== 'own');
    if (outcome.kind === 'same' && told.length === 0) return;
    this.#files.push({ host: pair?.host ?? '', mirror, outcome, notTaken: told });
  }

  /**
   * A conversation of the mirror that is in no pair: begun inside, or known before what is remembered was lost.
   * @returns what became of it; undefined when it is in a pair now, or is none
   */
  async #meet(mirror: string): Promise<Synced | undefined> {
    const { journal, sides } = this.#review;
    if (journal.pairs.has(mirror) || !sides.mirror.stats(mirror)?.isFile()) return undefined;
    const session = sessionOf(mirror);
    const there = this.#hostPathOf(session);
    if (there !== undefined) {
      journal.add({ pair: await compared(this.#review, { mirror, host: there }) });
      return undefined;
    }
    if (!this.#review.pulls) return undefined;
    const taken = await isTaken(this.#folders.projects, session);
    const id = taken ? madeId(session, mirror, 'begun inside') : session;
    return await pullAnew(this.#review, { mirror, host: `${this.#folders.own}/${id}.jsonl` });
  }

  /** Where the host has a conversation of an id, among those of this project. */
  #hostPathOf(session: string): string | undefined {
    const { sides } = this.#review;
    const own = `${this.#folders.own}/${session}.jsonl`;
    if (sides.host.stats(own)?.isFile()) return own;
    const below = this.#folders.below.find(({ ids }) => ids.has(session));
    return below && `${below.name}/${session}.jsonl`;
  }

  /** Conversations of the host that the mirror has not. */
  async #pushNew(): Promise<void> {
    const { journal, sides } = this.#review;
    const paired = new Set([...journal.pairs.values()].map(({ host }) => host));
    const used = new Set([...journal.pairs.keys(), ...sides.mirror.names('')]);
    for (const host of this.#hostTranscripts()) {
      if (paired.has(host)) continue;
      const mirror = freeName(host, used);
      used.add(mirror);
      await this.#note(mirror, () => pushAnew(this.#review, { host, mirror }));
    }
  }

  #hostTranscripts(): string[] {
    const { sides } = this.#review;
    const of = (folder: string, wanted?: ReadonlySet<string>) =>
      sides.host
        .names(folder)
        .filter((name) => isTranscript(name) && (!wanted || wanted.has(sessionOf(name))))
        .map((name) => `${folder}/${name}`)
        .filter((path) => sides.host.stats(path)?.isFile());
    return [of(this.#folders.own), ...this.#folders.below.map(({ name, ids }) => of(name, ids))].flat();
  }
}
