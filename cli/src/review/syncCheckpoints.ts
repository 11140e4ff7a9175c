import { fchmodSync, fsyncSync, futimesSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { backupName, isBackupName } from '@claude-sessions/core/review/checkpoints.ts';
import { trackedOnHost } from '@claude-sessions/core/review/checkpointsForContainer.ts';
import { trackedInside } from '@claude-sessions/core/review/checkpointsForHost.ts';
import { toContainer } from '@claude-sessions/core/review/pathMap.ts';
import { SaidTexts } from '@claude-sessions/core/review/SaidTexts.ts';
import type { JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { isOfFile } from './isOfFile.ts';
import { letOthersRun } from './letOthersRun.ts';
import { sha256 } from './makers.ts';
import type { Companion } from './openCompanion.ts';
import { nothingKnown, type Pair, type Side } from './pair.ts';
import { parsedLines } from './parsedLines.ts';
import type { Conversation } from './restingConversation.ts';
import { ChangedMeanwhile, SideFolder } from './SideFolder.ts';
import type { Directions } from './syncTasks.ts';
import type { Review, Synced } from './syncTranscript.ts';
import { tried } from './tried.ts';
import { wholeFile } from './wholeFile.ts';
import { wholeEnd } from './wholeLines.ts';

const maxFiles = 5000;
const maxBytes = 16 * 1024 * 1024;
const maxUndone = 2 * 1024 * 1024;
/** So much of one conversation is taken from a container. */
const maxTotal = 256 * 1024 * 1024;

const same: Synced = { outcome: { kind: 'same' }, notTaken: [] };

/**
 * Carries what files were before each prompt, for `/rewind`: backups that are new on one side, under the name that the other
 * side's path gives. Each is written whole or not at all, once, and nothing takes its place: a killed run is simply run again.
 */
export async function syncCheckpoints(
  companion: Companion,
  conversations: readonly Conversation[],
  directionsOf: (conversation: Conversation) => Promise<Directions>,
  review: Review,
): Promise<(Synced & Pick<Pair, 'mirror' | 'host'>)[]> {
  const { sides } = companion;
  const there = { host: new Set(sides.host.names('')), mirror: new Set(sides.mirror.names('')) };
  const found: (Synced & Pick<Pair, 'mirror' | 'host'>)[] = [];
  for (const conversation of conversations) {
    const { host, mirror } = conversation;
    const pair = review.journal.pairs.get(`${mirror}.jsonl`);
    if (!pair || (!there.host.has(host) && !there.mirror.has(mirror))) continue;
    await letOthersRun();
    const directions = await directionsOf(conversation);
    const synced = await tried(() => new Backups(companion, review, pair, conversation).carry(directions));
    if (synced.outcome.kind !== 'same') found.push({ ...conversation, ...synced });
    for (const side of ['host', 'mirror'] as const) sides[side].forget(conversation[side]);
  }
  return found;
}

/** The backups of one conversation. */
class Backups {
  readonly #companion: Companion;
  readonly #review: Review;
  readonly #pair: Pair;
  /** Their folders. */
  readonly #at: Conversation;

  constructor(companion: Companion, review: Review, pair: Pair, at: Conversation) {
    this.#companion = companion;
    this.#review = review;
    this.#pair = pair;
    this.#at = at;
  }

  async carry({ pulls, pushes }: Directions): Promise<Synced> {
    const { journal } = this.#companion;
    const takes = pulls && this.#review.checkpoints !== undefined;
    const before = journal.pairs.get(this.#at.mirror);
    if (before?.checkpoints === this.#state(takes, pushes)) return same;
    if (pushes) await this.#push();
    if (takes) await this.#pull();
    const known = { host: nothingKnown, mirror: nothingKnown };
    journal.add({ pair: { ...this.#at, known, checkpoints: this.#state(takes, pushes) } });
    return same;
  }

  /** What decides whether something is to be carried. */
  #state(...directions: readonly boolean[]): string {
    const { sides } = this.#review;
    const names = [this.#named('host'), this.#named('mirror')].map((each) => [...each]);
    const sizes = [sides.host.stats(this.#pair.host), sides.mirror.stats(this.#pair.mirror)];
    return sha256(JSON.stringify([directions, names, sizes.map((each) => String(each?.size))]));
  }

  #named(side: Side): Set<string> {
    return new Set(this.#companion.sides[side].names(this.#at[side]).filter(isBackupName).slice(0, maxFiles));
  }

  /**
   * The container gets only what the conversation says already. A backup that the host made may be of another file than it is
   * called: its client follows a link that the container put there.
   */
  async #push(): Promise<void> {
    const { paths } = this.#review;
    const said = new SaidTexts(sha256);
    const files = new Set<string>();
    const wanted = new Map<string, string>();
    const there = this.#named('mirror');
    await this.#eachLine('host', ['"file-history-', '"originalFile"', '"original_file"'], (line) => {
      said.take(line);
      for (const { path, backup } of trackedOnHost(line, paths, sha256)) {
        if (backup === undefined) continue;
        const to = backupName(toContainer(path, paths), backup, sha256);
        wanted.set(backupName(path, backup, sha256), to);
        if (!there.has(to)) files.add(path);
      }
    });
    this.#undo(said, files);
    for (const name of this.#named('host')) {
      const to = wanted.get(name);
      const bytes = to && !there.has(to) ? this.#read('host', name) : undefined;
      if (bytes && to && said.has(sha256(bytes))) await this.#copy('host', name, to, bytes);
    }
  }

  /** Back from what the files of the project hold now: the container reads that. */
  #undo(said: SaidTexts, files: ReadonlySet<string>): void {
    const { realFolder } = this.#review;
    const project = new SideFolder(realFolder, false);
    try {
      for (const path of files) {
        const within = relative(realFolder, path).split(sep).join('/');
        const bytes = within.startsWith('../') ? undefined : readIfAny(project, within, maxUndone);
        if (bytes) said.undo(path, bytes.toString());
      }
    } finally {
      project.close();
    }
  }

  async #pull(): Promise<void> {
    const { paths } = this.#review;
    const wanted = new Map<string, string>();
    const folder = await this.#beganIn();
    await this.#eachLine('mirror', ['"file-history-'], (line) => {
      for (const { path, backup, host } of trackedInside(line, { sides: paths, folder, hash: sha256 }))
        if (backup !== undefined && wanted.size < maxFiles)
          wanted.set(backupName(path, backup, sha256), backupName(host, backup, sha256));
    });
    const there = this.#named('host');
    let total = 0;
    for (const name of there) total += Number(this.#stats('host', name)?.size ?? 0);
    for (const name of this.#named('mirror')) {
      const to = wanted.get(name);
      if (to === undefined || there.has(to) || there.size >= maxFiles) continue;
      const bytes = this.#read('mirror', name);
      total += bytes?.length ?? 0;
      if (!bytes || total > maxTotal) continue;
      there.add(to);
      await this.#copy('mirror', name, to, bytes);
    }
  }

  /** The folder of the container in which the conversation began. */
  async #beganIn(): Promise<string> {
    let folder: string | undefined;
    await this.#eachLine('mirror', ['"cwd"'], ({ uuid, cwd }) => {
      if (typeof uuid === 'string' && typeof cwd === 'string') folder = cwd;
      return folder === undefined;
    });
    return folder ?? this.#review.paths.container;
  }

  /** @param each says whether that was enough, by false */
  async #eachLine(side: Side, words: readonly string[], each: (line: JsonRecord) => unknown): Promise<void> {
    const folder = this.#review.sides[side];
    const path = this.#pair[side];
    if (!folder.stats(path)?.isFile()) return;
    await folder.read(path, ({ fd, stats }) => {
      const end = wholeEnd(fd, 0, Number(stats.size));
      for (const line of parsedLines(fd, { from: 0, end }, words)) if (each(line) === false) return;
    });
  }

  #stats(side: Side, name: string) {
    return this.#companion.sides[side].stats(`${this.#at[side]}/${name}`);
  }

  #read(side: Side, name: string): Buffer | undefined {
    return readIfAny(this.#companion.sides[side], `${this.#at[side]}/${name}`, maxBytes);
  }

  /** With its rights, which a rewind gives the file, and its time, by which the client sees whether there is something to do. */
  async #copy(from: Side, name: string, newName: string, bytes: Buffer): Promise<void> {
    const to: Side = from === 'host' ? 'mirror' : 'host';
    const stats = this.#stats(from, name);
    if (!stats) return;
    const path = `${this.#at[to]}/${newName}`;
    await this.#companion.sides[to].replace(path, (fd) => {
      writeFileSync(fd, bytes);
      fchmodSync(fd, (Number(stats.mode) & 0o777) | 0o600);
      futimesSync(fd, Number(stats.atimeMs) / 1000, Number(stats.mtimeMs) / 1000);
      if (to === 'host') fsyncSync(fd);
    });
  }
}

/** Undefined for what is no file, too long, or cannot be read. */
function readIfAny(side: SideFolder, path: string, atMost: number): Buffer | undefined {
  if (!side.stats(path)?.isFile()) return undefined;
  try {
    return wholeFile(side, path, atMost);
  } catch (error) {
    if (error instanceof ChangedMeanwhile || isOfFile(error)) return undefined;
    throw error;
  }
}
