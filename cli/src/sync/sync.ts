import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { parseSyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import { sayingDiskFull } from '../host/diskFull.ts';
import { UserError } from '../host/errors.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { takeSnapshot } from '../snapshots/snapshots.ts';
import { carryOut, type Done, nothingDone } from './carryOut.ts';
import { gather } from './gather.ts';
import { judgeArrived } from './judgeArrived.ts';
import { foldersOfPlace } from './localFiles.ts';
import { type Look, look } from './look.ts';
import { type PlannedConversation, planConversation } from './planConversation.ts';
import type { LeftConversation, SyncReport } from './SyncReport.ts';
import type { FoundState, SyncedFile, SyncStore } from './SyncStore.ts';
import { readSyncRecord, type SyncRecord, writeSyncRecord } from './syncRecord.ts';
import { machineName, type SyncSettings, syncFolder, writeSyncSettings } from './syncSettings.ts';
import { type ToPut, whatToPut } from './whatToPut.ts';
import type { SyncedProject } from './whichProject.ts';

export interface SyncRequest {
  readonly home: string;
  /** Claude's config directory. */
  readonly configDir: string;
  readonly project: SyncedProject;
  readonly settings: SyncSettings;
  readonly store: SyncStore;
  readonly env: NodeJS.ProcessEnv;
  /** Nothing is changed, here or there. */
  readonly dryRun: boolean;
  /** Takes what would act here all the same. */
  readonly accepts: boolean;
  /** Conversations that are brought back: an id, or `all`. */
  readonly restore: string | undefined;
  /** Sessions that a running client has open. */
  openSessions(): Promise<ReadonlySet<string>>;
  /** Sentences about what could not be read. */
  readonly troubles: string[];
}

/** Carries the conversations of a project between this machine and those that it meets. */
export async function sync(request: SyncRequest): Promise<SyncReport> {
  const { settings, project } = request;
  const name = machineName(settings, project.key, project.trees[0]);
  return await withLock(
    join(lockFolder(), `sync-${name.slice(0, 16)}.lock`),
    () =>
      sayingDiskFull('what was not carried yet is left for the next time, and nothing was lost', () =>
        new Run(request, name).run(),
      ),
    undefined,
    (holder) =>
      new UserError(
        `This project is being synchronized${holder === undefined ? '' : ` (process ${holder})`}.`,
        'Wait until that has ended.',
      ),
  );
}

class Run {
  readonly #request: SyncRequest;
  readonly #name: string;
  readonly #room: string;
  readonly #left: LeftConversation[] = [];

  constructor(request: SyncRequest, name: string) {
    this.#request = request;
    this.#name = name;
    this.#room = join(syncFolder(request.home), `incoming-${name}`);
  }

  async run(): Promise<SyncReport> {
    // What a killed run left.
    await rm(this.#room, { recursive: true, force: true });
    await mkdir(this.#room, { recursive: true, mode: 0o700 });
    try {
      return await this.#run();
    } finally {
      await rm(this.#room, { recursive: true, force: true });
    }
  }

  async #run(): Promise<SyncReport> {
    const { store, project, troubles } = this.#request;
    const of = { project: project.key, folder: project.trees[0] };
    const states = await store.states(project.key);
    const { record, machine, own } = this.#whoWeAre(
      await readSyncRecord(this.#request.home, this.#name, of),
      states,
    );
    const others = states.filter((each) => each.machine !== machine);
    for (const { host, missing } of others.filter((each) => each.missing > 0))
      troubles.push(
        `Not all of ${shownLine(host, 60)} is there yet: ${counted(missing, 'file')} to come. Nothing was taken from it.`,
      );
    const whole = others.filter(({ missing }) => missing === 0);
    const before = await look(this.#here, record, states);
    const done = nothingDone();
    await this.#take(
      record,
      before,
      own && own.missing === 0 ? [...whole, this.#restored(own)] : whole,
      done,
    );
    const known: SyncRecord = {
      ...record,
      sessions: [...new Set([...record.sessions, ...done.got.map(({ session }) => session)])],
      forks: [...record.forks.filter(({ id }) => !done.forks.some((each) => each.id === id)), ...done.forks],
    };
    const isChanged = done.got.length + done.forwarded.length + done.forked.length + done.files > 0;
    const after = isChanged && !this.#request.dryRun ? await look(this.#here, known, states) : before;
    const put = await this.#put(known, after, machine, own, done);
    return {
      project: project.key,
      place: store.shown,
      met: others.map(({ host }) => shownLine(host, 60)),
      ...{
        got: done.got,
        forwarded: done.forwarded,
        forked: done.forked,
        files: done.files,
        beside: done.beside,
      },
      left: this.#left,
      put,
      troubles,
    };
  }

  get #here() {
    const { home, configDir, project } = this.#request;
    return { home, configDir, trees: project.trees };
  }

  /** Under our name lies what this machine put down; a copy of this home on another machine has the same name, and one of them takes a new one. */
  #whoWeAre(record: SyncRecord, states: readonly FoundState[]) {
    const { settings, project } = this.#request;
    const nameWith = (salt: string) => machineName(settings, project.key, project.trees[0], salt);
    const machine = nameWith(record.salt);
    const own = states.find((each) => each.machine === machine);
    if (!own || record.puts.includes(own.at)) return { record, machine, own };
    const salt = randomBytes(16).toString('hex');
    return { record: { ...record, salt }, machine: nameWith(salt), own: undefined };
  }

  /** What this machine has put down of conversations that are brought back. */
  #restored(own: FoundState): FoundState {
    const { restore } = this.#request;
    const isWanted = ({ path }: SyncedFile) => this.#isRestored(parseSyncedPath(path)?.session ?? '');
    return { ...own, files: restore === undefined ? [] : own.files.filter(isWanted) };
  }

  #isRestored(session: string): boolean {
    const { restore } = this.#request;
    return restore !== undefined && (restore === 'all' || session.startsWith(restore.toLowerCase()));
  }

  /** Takes what others have. */
  async #take(
    record: SyncRecord,
    { local, versions, deleted }: Look,
    states: readonly FoundState[],
    done: Done,
  ): Promise<void> {
    const { store, project, troubles, dryRun } = this.#request;
    const gone = new Set([...deleted].filter((session) => !this.#isRestored(session)));
    const gathered = await gather({
      ...{ store, project: project.key, states, local, versions, record, deleted: gone, room: this.#room },
      onTrouble: (sentence) => void troubles.push(sentence),
    });
    for (const [key, value] of gathered.settled) done.settled.set(key, value);
    for (const session of gathered.stayDeleted) this.#left.push({ session, why: 'deleted' });
    const plans: PlannedConversation[] = [];
    for (const [session, candidates] of gathered.candidates)
      plans.push(planConversation(session, candidates, { local, versions, record }));
    const judged = await this.#judged(await this.#withoutOpen(plans));
    const changed = judged.filter(
      ({ ours, next, files }) => (ours && next) || files.some(({ step }) => step === 'fast-forward'),
    );
    if (changed.length > 0 && !dryRun) await this.#keep(changed.map(({ session }) => session));
    const { configDir } = this.#request;
    const request = { configDir, trees: project.trees, local, put: record.files, room: this.#room, dryRun };
    for (const plan of judged) await carryOut(plan, request, done);
  }

  async #keep(sessions: readonly string[]): Promise<void> {
    const { home, configDir, project, troubles } = this.#request;
    await takeSnapshot({
      ...{ home, configDir, project: project.trees[0], reason: 'before-sync', sessions },
      onTrouble: (sentence) => void troubles.push(sentence),
    });
  }

  /** A client that has a conversation open would not see what is added, and go on beside it. */
  async #withoutOpen(plans: readonly PlannedConversation[]): Promise<PlannedConversation[]> {
    const touches = (plan: PlannedConversation) =>
      (plan.ours && plan.next) || plan.files.some(({ step }) => step === 'fast-forward');
    if (!plans.some(touches)) return [...plans];
    const open = await this.#request.openSessions();
    return plans.map((plan) => {
      if (!touches(plan) || !open.has(plan.session)) return plan;
      const from = (plan.next ?? plan.files[0]?.candidate)?.state.host;
      this.#left.push({ session: plan.session, why: 'open', from: from && shownLine(from, 60) });
      return { ...plan, next: undefined, files: [] };
    });
  }

  async #judged(plans: readonly PlannedConversation[]): Promise<readonly PlannedConversation[]> {
    const { project, configDir, settings, env, accepts, home, dryRun } = this.#request;
    const [folder] = project.trees;
    const judged = await judgeArrived(plans, accepts, {
      folder,
      projectFolder: foldersOfPlace({ configDir, trees: project.trees }, '')[0] ?? '',
      room: this.#room,
      prompts: settings.prompts,
      env,
    });
    this.#left.push(...judged.left);
    if (judged.prompts.length > 0 && !dryRun) {
      const prompts = [...new Set([...settings.prompts, ...judged.prompts])].slice(-mostPrompts);
      await writeSyncSettings(home, { ...settings, prompts });
    }
    return judged.plans;
  }

  async #put(
    record: SyncRecord,
    seen: Look,
    machine: string,
    own: FoundState | undefined,
    done: Done,
  ): Promise<SyncReport['put']> {
    const { store, project, dryRun, home } = this.#request;
    const all = await whatToPut(seen, { store, project: project.key, own, record, room: this.#room });
    // What stays as it was put down can do so only where that is.
    const there = new Map(own?.files.map(({ path, hash }) => [path, hash]));
    const toPut = {
      ...all,
      files: all.files.filter(({ path, hash }) => all.sources.has(path) || there.get(path) === hash),
    };
    for (const session of toPut.damaged) this.#left.push({ session, why: 'damaged' });
    const isNew = !own || own.missing > 0 || !sameFiles(own.files, toPut.files);
    if (dryRun) return { files: isNew ? newIn(own, toPut.files) : 0, bytes: 0 };
    const at = isNew ? Math.max(Date.now(), ...record.puts.map((each) => each + 1)) : (own?.at ?? 0);
    let put = { files: 0, bytes: 0 };
    let leftOut: readonly SyncedFile[] = [];
    if (isNew) {
      await writeSyncRecord(home, this.#name, { ...record, puts: [...(own ? [own.at] : []), at] });
      const state = { machine, host: hostname().slice(0, 255), at, files: toPut.files };
      const result = await store.put(project.key, state, (file) => pathOf(toPut, file));
      put = { files: result.writtenFiles, bytes: result.writtenBytes };
      leftOut = result.leftOut;
    }
    await writeSyncRecord(home, this.#name, {
      ...record,
      puts: [at],
      files: recorded(record, all, new Set(leftOut.map(({ path }) => path))),
      sessions: [...seen.local.transcripts.keys()],
      deleted: [...seen.deleted],
      settled: Object.fromEntries(done.settled),
    });
    return put;
  }
}

/** Lines of prompts are short, and their keys hashes. */
const mostPrompts = 100_000;

const pathOf = ({ sources }: ToPut, { path }: SyncedFile) => {
  const source = sources.get(path);
  return source && join(source.folder, ...source.names);
};

function sameFiles(there: readonly SyncedFile[], files: readonly SyncedFile[]): boolean {
  return there.length === files.length && newFiles(there, files).length === 0;
}

function newFiles(there: readonly SyncedFile[], files: readonly SyncedFile[]): SyncedFile[] {
  const known = new Map(there.map(({ path, hash }) => [path, hash]));
  return files.filter(({ path, hash }) => known.get(path) !== hash);
}

const newIn = (own: FoundState | undefined, files: readonly SyncedFile[]) =>
  newFiles(own?.files ?? [], files).length;

/** What was put down, and how its files are here; what could not be is as before. */
function recorded(
  record: SyncRecord,
  { files, sources }: ToPut,
  leftOut: ReadonlySet<string>,
): SyncRecord['files'] {
  return Object.fromEntries(
    files.flatMap(({ path, size, hash }) => {
      const before = record.files[path];
      if (leftOut.has(path)) return before ? [[path, before]] : [];
      const stamp = sources.get(path)?.stamp ?? before?.stamp ?? '';
      return [[path, { size, hash, stamp }]];
    }),
  );
}
