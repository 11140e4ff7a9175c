import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api, EditorLook, Project } from '../../../cli/src/api/types.ts';
import { type Failure, failureOf } from '../errors/failureOf.ts';
import type { Looker } from '../looks/Looker.ts';
import type { ProjectState } from '../looks/ProjectState.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface PrepareHost {
  windowKind(): WindowKind;
  settings(): EditorSettings;
  /** The user's setting. */
  enabled(): boolean;
  api(): Promise<Pick<Api, 'prepareProject'>>;
  log(line: string): void;
  /** Tells the user, with a way on. */
  warn(project: Project, failure: Failure): void;
}

/**
 * Prepares this host for every shared dev container that is opened in a trusted window: silently when all is well, and again when
 * one becomes shared. What fails is told once for each project and reason.
 */
export class HostPreparer {
  readonly #looker: Pick<Looker, 'states' | 'refreshOne'>;
  readonly #host: PrepareHost;
  readonly #listening: { dispose(): void };
  /** Those that are prepared for as long as they are shared; others are tried again after each look. */
  readonly #done = new Set<string>();
  readonly #tried = new WeakSet<EditorLook>();
  readonly #busy = new Set<string>();
  readonly #told = new Set<string>();

  constructor(looker: Pick<Looker, 'states' | 'refreshOne' | 'onDidChange'>, host: PrepareHost) {
    this.#looker = looker;
    this.#host = host;
    this.#listening = looker.onDidChange(() => this.#update());
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #update(): void {
    if (this.#host.windowKind() !== 'host' || !this.#host.enabled()) return;
    for (const state of this.#looker.states) {
      const { configFile } = state.project;
      if (state.look && !mountsOfHost(state.look)) this.#done.delete(configFile);
      if (!state.look || !this.#isDue(state)) continue;
      this.#tried.add(state.look);
      void this.#prepare(state.project);
    }
  }

  #isDue({ look, looking, project: { configFile } }: ProjectState): boolean {
    if (!look || !mountsOfHost(look) || looking || this.#tried.has(look)) return false;
    return !this.#done.has(configFile) && !this.#busy.has(configFile);
  }

  async #prepare(project: Project): Promise<void> {
    const { configFile } = project;
    this.#busy.add(configFile);
    try {
      const result = await (await this.#host.api()).prepareProject(project, this.#host.settings());
      // Undefined: it is shared in the editor and not in the file yet.
      if (result) this.#done.add(configFile);
      if (result && result.made.length > 0) {
        this.#host.log(`Prepared this host for ${configFile}: ${result.made.join(', ')}`);
        await this.#looker.refreshOne(configFile, 'this host was prepared');
      }
    } catch (error) {
      this.#tell(project, failureOf(error));
    } finally {
      this.#busy.delete(configFile);
    }
  }

  #tell(project: Project, failure: Failure): void {
    const reason = `${project.configFile}\n${failure.message}`;
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    this.#host.warn(project, failure);
  }
}

function mountsOfHost({ mode, options }: EditorLook): boolean {
  return mode === 'share' || (mode === 'isolate' && options.login === 'host-readonly');
}
