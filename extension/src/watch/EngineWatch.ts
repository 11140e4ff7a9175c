import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api } from '../../../cli/src/api/types.ts';
import { Delayed } from '../looks/Delayed.ts';
import type { Looker } from '../looks/Looker.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface EngineWatchHost {
  windowKind(): WindowKind;
  settings(): EditorSettings;
  api(): Promise<Pick<Api, 'watchEngine'>>;
  log(line: string): void;
}

interface Watching {
  /** Settings and folders, to be compared. */
  readonly what: string;
  engine: { dispose(): void } | undefined;
}

/** A container that starts makes several events at once. */
const eventsWait = 300;
/** A container that has started gets its time: what the tools do in it makes no event that could be told from anybody's looking. */
const settlingWait = 5000;

/**
 * Looks anew when the engine tells of one of this window's containers, and once more when it has been quiet for a while. Only on
 * a trusted host, and only where there is a dev container. When the engine ends the watching (it was stopped, it was never
 * there), the next look that somebody else asks for begins it again; no timer does.
 */
export class EngineWatch {
  readonly #looker: Pick<Looker, 'states' | 'looking' | 'refresh'>;
  readonly #host: EngineWatchHost;
  readonly #events: Delayed;
  readonly #settled: Delayed;
  readonly #listening: { dispose(): void };
  #watching: Watching | undefined;
  /** Changes while the API loads. */
  #wanted = '';

  constructor(looker: Pick<Looker, 'states' | 'looking' | 'refresh' | 'onDidChange'>, host: EngineWatchHost) {
    this.#looker = looker;
    this.#host = host;
    this.#events = new Delayed(eventsWait, () => void looker.refresh('the engine reported a change'));
    this.#settled = new Delayed(settlingWait, () => void looker.refresh('a container has had its time'));
    this.#listening = looker.onDidChange(() => {
      if (!looker.looking) {
        this.#ensure().catch((error) => host.log(`The engine's events cannot be watched: ${error}`));
      }
    });
  }

  /** It was watched and is no longer: containers may have changed unseen. */
  get ended(): boolean {
    return this.#wanted !== '' && this.#watching === undefined;
  }

  dispose(): void {
    this.#wanted = '';
    this.#listening.dispose();
    this.#events.dispose();
    this.#settled.dispose();
    this.#stop();
  }

  async #ensure(): Promise<void> {
    const folders = [...new Set(this.#looker.states.map(({ project }) => project.folder))];
    const settings = this.#host.settings();
    const may = this.#host.windowKind() === 'host' && folders.length > 0;
    this.#wanted = may ? JSON.stringify([settings, folders]) : '';
    if (this.#watching?.what === this.#wanted) return;
    this.#stop();
    if (!may) return;
    const what = this.#wanted;
    const api = await this.#host.api();
    if (what !== this.#wanted || this.#watching) return;
    const watching: Watching = { what, engine: undefined };
    this.#watching = watching;
    try {
      watching.engine = api.watchEngine(
        settings,
        folders,
        () => {
          this.#events.request();
          this.#settled.restart();
        },
        (reason) => {
          this.#host.log(`The engine's events have ended: ${reason}`);
          if (this.#watching === watching) this.#watching = undefined;
        },
      );
    } catch (error) {
      this.#watching = undefined;
      throw error;
    }
  }

  #stop(): void {
    const watching = this.#watching;
    this.#watching = undefined;
    watching?.engine?.dispose();
  }
}
