import type { Api } from '../../../cli/src/api/types.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface ConversationWatchHost {
  windowKind(): WindowKind;
  folders(): readonly string[];
  /** Somebody looks at what is watched. */
  isVisible(): boolean;
  api(): Promise<Pick<Api, 'watchConversations'>>;
  changed(): void;
  log(line: string): void;
}

interface Watching {
  /** Folders, to be compared. */
  readonly what: string;
  watch?: { dispose(): void };
}

/** Watches the conversations of this host as long as they are looked at. */
export class ConversationWatch {
  readonly #host: ConversationWatchHost;
  #watching: Watching | undefined;

  constructor(host: ConversationWatchHost) {
    this.#host = host;
  }

  /** What is to be watched may be another. */
  update(): void {
    const may = this.#host.windowKind() === 'host' && this.#host.isVisible();
    const watched = may ? this.#host.folders() : [];
    const what = JSON.stringify(watched);
    if (this.#watching?.what === what) return;
    this.dispose();
    if (watched.length > 0) void this.#begin(what, watched);
  }

  dispose(): void {
    this.#watching?.watch?.dispose();
    this.#watching = undefined;
  }

  async #begin(what: string, folders: readonly string[]): Promise<void> {
    const watching: Watching = { what };
    this.#watching = watching;
    try {
      const api = await this.#host.api();
      if (this.#watching !== watching) return;
      watching.watch = api.watchConversations(folders, () => this.#host.changed());
    } catch (error) {
      this.#host.log(`Conversations are not watched: ${error}`);
    }
  }
}
