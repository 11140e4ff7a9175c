import { Turns } from '@claude-sessions/core/Turns.ts';
import type { EditorLook, LookRequest, Project } from '../../../cli/src/api/types.ts';
import { type Failure, failureOf } from '../errors/failureOf.ts';
import { commandTitles } from '../text/commandTitles.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { Coalesced } from './Coalesced.ts';
import { Emitter } from './Emitter.ts';
import type { FolderBelow } from './FolderBelow.ts';
import type { LookerHost } from './LookerHost.ts';
import type { ProjectState } from './ProjectState.ts';
import { untilAborted } from './untilAborted.ts';

const scopes: Record<WindowKind, LookRequest['scope']> = {
  host: 'full',
  container: 'inside',
  restricted: 'configuration',
};

/** Each look starts some processes, and a folder may have dozens of configurations. */
const atATime = 4;

/** A project of this window while it is there. */
interface Entry extends ProjectState {
  failure: Failure | undefined;
  look: ProjectState['look'];
  looking: boolean;
  controller: AbortController | undefined;
  /** Its folder could not be searched: there is nothing to look at. */
  unsearched: boolean;
  readonly work: Coalesced;
}

/**
 * Holds every project of the window and the last look at each. Whoever wants to know anew asks for a refresh; whoever shows
 * something listens. What goes wrong in a look becomes the state of its project.
 *
 * A refresh finds the projects of every folder, keeps the state of those that were there before, and looks at each. Looks are
 * few, for each starts processes: who asks while one is going on shares the one after it (`Coalesced`), and some projects of many
 * wait for their turn (`Turns`). What asks often, typing or an engine's events, waits before it asks (`looks/Delayed`).
 */
export class Looker {
  readonly #host: LookerHost;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Emitter();
  readonly #finding = new Coalesced(() => this.#find());
  readonly #turns = new Turns(atATime);
  readonly #made = new WeakSet<EditorLook>();
  #below: readonly FolderBelow[] = [];
  #searching = false;
  #cancels = 0;
  #disposed = false;

  constructor(host: LookerHost) {
    this.#host = host;
  }

  /** Whenever anything of `states` or `looking` is another. */
  readonly onDidChange = this.#changed.event;

  /** In the order of the workspace folders. */
  get states(): readonly ProjectState[] {
    return [...this.#entries.values()];
  }

  /** Of workspace folders without a dev container, such as a monorepo's root. */
  get below(): readonly FolderBelow[] {
    return this.#below;
  }

  /** Something is being looked for or at. */
  get looking(): boolean {
    return this.#searching || this.states.some(({ looking }) => looking);
  }

  /** @returns true for a look that was made here; commands are called with what others say is one */
  hasMade(look: EditorLook): boolean {
    return this.#made.has(look);
  }

  /** Looks for the projects and at each of them; settles when that is done. @param reason for the log */
  async refresh(reason: string): Promise<void> {
    if (this.#disposed) return;
    this.#host.log(`Looking: ${reason}`);
    const cancels = this.#cancels;
    await this.#finding.request();
    if (cancels !== this.#cancels) return;
    const searched = [...this.#entries.values()].filter(({ unsearched }) => !unsearched);
    await Promise.all(searched.map(({ work }) => work.request()));
  }

  /** Looks at one project, for a change that is about it alone; at all when it is not known. @param configFile absolute */
  async refreshOne(configFile: string, reason: string): Promise<void> {
    const entry = this.#entries.get(configFile);
    if (!entry) return this.refresh(reason);
    this.#host.log(`Looking at ${configFile}: ${reason}`);
    await entry.work.request();
  }

  /** Ends what is being looked at; the looks before stay. */
  cancel(): void {
    this.#cancels++;
    for (const entry of this.#entries.values()) stop(entry);
  }

  dispose(): void {
    this.#disposed = true;
    this.cancel();
    this.#entries.clear();
    this.#changed.dispose();
  }

  async #find(): Promise<void> {
    this.#searching = true;
    this.#changed.fire();
    const folders = this.#host.folders();
    const found = await Promise.all(folders.map((folder) => this.#projectsOf(folder)));
    const empty = folders.filter((_, index) => found[index]?.length === 0);
    const below = await Promise.all(empty.map((folder) => this.#foldersBelow(folder)));
    this.#searching = false;
    if (this.#disposed) return;
    this.#below = below.flat();
    this.#keep(found.flat());
    this.#changed.fire();
  }

  async #projectsOf(folder: string): Promise<{ project: Project; failure?: Failure }[]> {
    try {
      const found = await (await this.#host.api()).findProjects(folder);
      // Of a folder in a container, devcontainer.json may be elsewhere: there is something to look at nevertheless.
      const fromWithin = found.length === 0 && this.#host.windowKind() === 'container';
      const projects = fromWithin ? [defaultProject(folder)] : found;
      return projects.map((project) => ({ project }));
    } catch (error) {
      this.#host.logError(`Looking for devcontainer.json in ${folder}`, error);
      const known = this.states.filter(({ project }) => project.folder === folder);
      const projects = known.length > 0 ? known.map(({ project }) => project) : [defaultProject(folder)];
      return projects.map((project) => ({ project, failure: failureOf(error) }));
    }
  }

  async #foldersBelow(workspaceFolder: string): Promise<FolderBelow[]> {
    try {
      const paths = await (await this.#host.api()).foldersBelow(workspaceFolder);
      return paths.map((path) => ({ workspaceFolder, path }));
    } catch (error) {
      this.#host.logError(`Looking for dev containers below ${workspaceFolder}`, error);
      return [];
    }
  }

  /** Takes the projects that are there now: those that were there before keep what is known of them. */
  #keep(found: readonly { project: Project; failure?: Failure }[]): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const { project, failure } of found) {
      const known = before.get(project.configFile);
      const entry = known ?? this.#entry(project);
      entry.failure = failure ?? entry.failure;
      entry.unsearched = failure !== undefined;
      this.#entries.set(project.configFile, entry);
      before.delete(project.configFile);
    }
    for (const gone of before.values()) stop(gone);
  }

  #entry(project: Project): Entry {
    const entry: Entry = {
      project,
      look: undefined,
      failure: undefined,
      looking: false,
      controller: undefined,
      unsearched: false,
      work: new Coalesced(() => this.#look(entry)),
    };
    return entry;
  }

  async #look(entry: Entry): Promise<void> {
    const { project } = entry;
    const isThere = () => this.#entries.get(project.configFile) === entry;
    if (!isThere()) return;
    const controller = new AbortController();
    entry.controller = controller;
    entry.looking = true;
    this.#changed.fire();
    try {
      const look = await untilAborted(
        this.#turns.take(() => this.#lookAt(project, controller.signal)),
        controller.signal,
      );
      this.#made.add(look);
      entry.look = look;
      entry.failure = undefined;
    } catch (error) {
      entry.failure = controller.signal.aborted ? cancelled : failureOf(error);
      if (!controller.signal.aborted) this.#host.logError(`Looking at ${project.configFile}`, error);
    }
    entry.controller = undefined;
    entry.looking = false;
    if (isThere()) this.#changed.fire();
  }

  async #lookAt(project: Project, signal: AbortSignal) {
    signal.throwIfAborted();
    const api = await this.#host.api();
    const text = this.#host.unsavedText(project.configFile);
    return api.lookAtProject(project, {
      scope: scopes[this.#host.windowKind()],
      settings: this.#host.settings(),
      signal,
      ...(text === undefined ? {} : { text }),
    });
  }
}

/** A folder's project, where nothing of it can be read. */
function defaultProject(folder: string): Project {
  const file = '.devcontainer/devcontainer.json';
  return { folder, configFile: `${folder}/${file}`, file };
}

function stop(entry: Entry): void {
  entry.work.drop();
  entry.controller?.abort();
}

const cancelled: Failure = {
  kind: 'cancelled',
  message: 'Looking was cancelled.',
  hint: `Choose "${commandTitles.refresh}" to check again.`,
};
