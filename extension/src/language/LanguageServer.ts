import type * as vscode from 'vscode';
import type { ClientOptions } from '../../server/src/contract/serverHost.ts';

/** A server that runs. */
export interface RunningServer {
  /** Tells it that something on the host may be another than it was. */
  hostChanged(): Promise<void>;
  stop(): Promise<void>;
}

type StartServer = (options: ClientOptions) => Promise<RunningServer>;

/**
 * The language server of this window: started when it is first wanted, started anew when its options are others, and stopped at
 * the end; one after the other.
 */
export class LanguageServer {
  readonly #start: StartServer;
  readonly #options: () => ClientOptions;
  readonly #log: Pick<vscode.LogOutputChannel, 'error'>;
  #wanted = false;
  /** Its options, as text. */
  #runsWith: string | undefined;
  #running: RunningServer | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(start: StartServer, options: () => ClientOptions, log: Pick<vscode.LogOutputChannel, 'error'>) {
    this.#start = start;
    this.#options = options;
    this.#log = log;
  }

  /** Starts it, if it does not run. */
  ensure(): Promise<void> {
    if (this.#wanted) return this.#last;
    this.#wanted = true;
    return this.update();
  }

  /** Starts it anew, if it is wanted and its options are others. */
  update(): Promise<void> {
    return this.#then(async () => {
      const options = this.#options();
      const text = JSON.stringify(options);
      if (!this.#wanted || text === this.#runsWith) return;
      await this.#end();
      this.#running = await this.#start(options);
      this.#runsWith = text;
    });
  }

  /** Has it look at the host anew, if it runs. */
  hostChanged(): Promise<void> {
    return this.#then(async () => this.#running?.hostChanged());
  }

  /** Stops it for good. */
  stop(): Promise<void> {
    this.#wanted = false;
    return this.#then(() => this.#end());
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#runsWith = undefined;
    await running?.stop();
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      this.#log.error('The language server', error instanceof Error ? error : String(error));
    });
    return this.#last;
  }
}
