import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { companionNames } from '@claude-sessions/core/prepare/layout.ts';
import type { Sides } from '@claude-sessions/core/review/pathMap.ts';
import { takenCheckpoints } from '@claude-sessions/core/review/takenCheckpoints.ts';
import type { NotTaken } from '@claude-sessions/core/review/whyNotTaken.ts';
import { openSessions } from '../facts/openSessions.ts';
import { UserError } from '../host/errors.ts';
import { realPathOf } from '../host/realPath.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { Carrier } from './Carrier.ts';
import { keepCarriedLengths } from './carriedLengths.ts';
import { findHostFolders, type HostFolders, takenSessions } from './hostFolders.ts';
import { Journal } from './Journal.ts';
import { letOthersRun } from './letOthersRun.ts';
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

/** Bytes of a file of the mirror, and of all that a run opens. The longest conversations have some hundred megabytes. */
const longestFile = 4 * 1024 ** 3;
const longestRun = 2 * longestFile;

/** So many conversations that were begun inside come along in a run, and the others in the next. */
const mostNew = 2000;

/** How many lines that were not taken a run names. */
const mostTold = 20_000;

/** The mirror's own names, which the features and Claude Code put there. */
const known = new Set(['memory', '.session-aliases', '.keep', ...Object.values(companionNames)]);

/**
 * Carries what is new between a project's conversations on the host and their mirror, both ways: to the mirror with the paths as
 * the container has them, to the host line by line, built anew of what is known to be inert.
 * @throws UserError when a disk is full, and what the system says when a folder cannot be read; what was carried until then stays
 */
export function syncProject(options: ReviewOptions): Promise<ReviewReport> {
  return withLock(join(lockFolder(), `${options.devcontainerId}.review.lock`), () =>
    sync(options).catch((error) => {
      throw isFull(error)
        ? new UserError(
            `The disk is full (${error.code}): not all of the conversations could be carried.`,
            'Make room, then run this again. What was carried stays so, and nothing is half written.',
          )
        : error;
    }),
  );
}

const isFull = ({ code }: NodeJS.ErrnoException) => code === 'ENOSPC' || code === 'EDQUOT';

async function sync(options: ReviewOptions): Promise<ReviewReport> {
  const journal = await Journal.open(options.journal);
  const known = new Set([...journal.pairs.values()].map(({ host }) => host));
  const folders = await findHostFolders(options.projectFolder, options.realFolder, (path) => known.has(path));
  mkdirSync(folders.projects, { recursive: true, mode: 0o700 });
  const sides = {
    // The user may keep it elsewhere, behind a link.
    host: new SideFolder(realPathOf(folders.projects), true),
    mirror: new SideFolder(options.mirror, false, { longest: longestFile, all: longestRun }),
  };
  try {
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
    const run = new Run(review, folders);
    const report = await run.all();
    await keepCarriedLengths(options.journal, journal);
    run.add(await syncCompanions(review, folders, options));
    return report;
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
  #taken: Promise<Set<string>> | undefined;
  #new = 0;
  #told = 0;

  constructor(review: Review, folders: HostFolders) {
    this.#review = review;
    this.#folders = folders;
  }

  async all(): Promise<ReviewReport> {
    const { journal, sides } = this.#review;
    const names = sides.mirror.names('');
    const there = new Set(names);
    const strange = names.filter((name) => !this.#isOwn(name, there));
    for (const mirror of names.filter(isTranscript)) {
      await this.#note(
        mirror,
        async () => (await this.#meet(mirror)) ?? syncTranscript(this.#review, mirror),
      );
    }
    // What was deleted inside, and what the host has had since.
    for (const mirror of [...journal.pairs.keys()])
      if (!mirror.includes('/') && !there.has(mirror))
        await this.#note(mirror, () => syncTranscript(this.#review, mirror));
    if (this.#review.pushes) await this.#pushNew();
    this.add(await syncFiles(this.#review));
    await journal.shorten();
    return { files: this.#files, strange };
  }

  add(files: readonly SyncedFile[]): void {
    for (const file of files) this.#files.push({ ...file, notTaken: this.#tell(file.notTaken) });
  }

  #isOwn(name: string, names: ReadonlySet<string>): boolean {
    return (
      known.has(name) ||
      isTranscript(name) ||
      names.has(`${name}.jsonl`) ||
      name.startsWith('.claude-sessions')
    );
  }

  /** Does the work of one conversation. What cannot be read of it keeps none of the others. */
  async #note(mirror: string, work: () => Promise<Synced>): Promise<void> {
    await letOthersRun();
    const { outcome, notTaken } = await tried(work);
    const pair = this.#review.journal.pairs.get(mirror);
    const told = this.#tell(notTaken);
    if (outcome.kind === 'same' && told.length === 0) return;
    this.#files.push({ host: pair?.host ?? '', mirror, outcome, notTaken: told });
  }

  /** What each client makes anew is not missed. */
  #tell(notTaken: readonly NotTaken[]): readonly NotTaken[] {
    const told = notTaken.filter(({ why }) => why !== 'own').slice(0, mostTold - this.#told);
    this.#told += told.length;
    return told;
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
    if (this.#new >= mostNew)
      return { outcome: { kind: 'waiting', side: 'mirror', because: 'many' }, notTaken: [] };
    this.#taken ??= takenSessions(this.#folders.projects);
    const taken = await this.#taken;
    const id = taken.has(session) ? madeId(session, mirror, 'begun inside') : session;
    this.#new++;
    taken.add(id);
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
