import type { Api } from '../../../cli/src/api/types.ts';
import type { Looker } from '../looks/Looker.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface HostLoginHost {
  windowKind(): WindowKind;
  api(): Promise<Pick<Api, 'watchHostLogin'>>;
  log(line: string): void;
}

/** Keeps the login that this host hands to containers up to date, as long as a trusted window on it has a dev container with that login. */
export class HostLoginWatch {
  readonly #host: HostLoginHost;
  readonly #looker: Pick<Looker, 'states'>;
  readonly #listening: { dispose(): void };
  #watch: Promise<{ dispose(): void }> | undefined;

  constructor(looker: Pick<Looker, 'states' | 'onDidChange'>, host: HostLoginHost) {
    this.#looker = looker;
    this.#host = host;
    this.#listening = looker.onDidChange(() => this.#update());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#stop();
  }

  #update(): void {
    const isWanted =
      this.#host.windowKind() === 'host' &&
      this.#looker.states.some(
        ({ look }) => look && look.mode !== 'none' && look.options.login === 'host-readonly',
      );
    if (!isWanted) this.#stop();
    else this.#watch ??= this.#begin();
  }

  async #begin(): Promise<{ dispose(): void }> {
    const failed = (error: unknown) => {
      this.#host.log(`The login of this host is not kept up to date for containers: ${error}`);
      this.#stop();
    };
    try {
      return await (await this.#host.api()).watchHostLogin(failed);
    } catch (error) {
      failed(error);
      return { dispose: () => undefined };
    }
  }

  #stop(): void {
    void this.#watch?.then((watch) => watch.dispose());
    this.#watch = undefined;
  }
}
