import type { Api, Project } from '../../../cli/src/api/types.ts';
import type { Looker } from '../looks/Looker.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface ReviewWatchHost {
  windowKind(): WindowKind;
  api(): Promise<Pick<Api, 'watchReview'>>;
  log(line: string): void;
  /** Tells the user. */
  tell(project: Project, lines: readonly string[]): void;
  /** What is shown of what waits and was left out is to be looked at again. */
  changed(project: Project): void;
}

/**
 * Carries the conversations of each reviewed project of a trusted window on the host, as long as the window is open: what the
 * container writes is on the host at once, and the other way round.
 */
export class ReviewWatch {
  readonly #host: ReviewWatchHost;
  readonly #looker: Pick<Looker, 'states'>;
  readonly #listening: { dispose(): void };
  /** By devcontainer.json; undefined while it is found out whether the project has a mirror. */
  readonly #watches = new Map<string, { dispose(): void } | undefined>();

  constructor(looker: Pick<Looker, 'states' | 'onDidChange'>, host: ReviewWatchHost) {
    this.#looker = looker;
    this.#host = host;
    this.#listening = looker.onDidChange(() => this.#update());
  }

  dispose(): void {
    this.#listening.dispose();
    for (const file of [...this.#watches.keys()]) this.#stop(file);
  }

  #update(): void {
    const shared = new Map<string, Project>();
    if (this.#host.windowKind() === 'host') {
      for (const { project, look } of this.#looker.states)
        if (look?.mode === 'share') shared.set(project.configFile, project);
    }
    for (const file of [...this.#watches.keys()]) if (!shared.has(file)) this.#stop(file);
    for (const [file, project] of shared) if (!this.#watches.has(file)) void this.#begin(file, project);
  }

  async #begin(file: string, project: Project): Promise<void> {
    this.#watches.set(file, undefined);
    const failed = (error: unknown) => {
      this.#host.log(`The conversations of ${file} are not carried: ${error}`);
      this.#stop(file);
    };
    try {
      const api = await this.#host.api();
      const watch = await api.watchReview(project, {
        tell: (lines) => this.#host.tell(project, lines),
        changed: () => this.#host.changed(project),
        failed,
      });
      // Disposed of meanwhile; or it is not reviewed, and is asked again after the next look.
      if (!this.#watches.has(file)) watch?.dispose();
      else if (watch) this.#watches.set(file, watch);
      else this.#watches.delete(file);
    } catch (error) {
      failed(error);
    }
  }

  #stop(file: string): void {
    this.#watches.get(file)?.dispose();
    this.#watches.delete(file);
  }
}
