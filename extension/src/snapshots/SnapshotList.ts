import type { Api, EditorSnapshot } from '../../../cli/src/api/types.ts';
import { Coalesced } from '../looks/Coalesced.ts';
import { Emitter } from '../looks/Emitter.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface SnapshotListHost {
  api(): Promise<Pick<Api, 'listSnapshots'>>;
  /** The workspace folders that are on a file system, absolute. */
  folders(): readonly string[];
  windowKind(): WindowKind;
  logError(what: string, error: unknown): void;
}

/** The snapshots of the window's folders, as they were listed last. Nothing is listed before somebody asks. */
export class SnapshotList {
  readonly #host: SnapshotListHost;
  readonly #changed = new Emitter();
  readonly #work = new Coalesced(() => this.#list());
  #snapshots: readonly EditorSnapshot[] = [];

  constructor(host: SnapshotListHost) {
    this.#host = host;
  }

  readonly onDidChange = this.#changed.event;

  /** The newest first. */
  get all(): readonly EditorSnapshot[] {
    return this.#snapshots;
  }

  /** Lists them anew; settles when that is done. */
  refresh(): Promise<void> {
    return this.#work.request();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #list(): Promise<void> {
    const folders = this.#host.windowKind() === 'host' ? this.#host.folders() : [];
    const found = await Promise.all(folders.map((folder) => this.#listOf(folder)));
    this.#snapshots = found.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
    this.#changed.fire();
  }

  /** Those that are known stay where they cannot be listed; a command that needs one says why. */
  async #listOf(folder: string): Promise<readonly EditorSnapshot[]> {
    try {
      return await (await this.#host.api()).listSnapshots(folder);
    } catch (error) {
      this.#host.logError(`Listing the snapshots of ${folder}`, error);
      return this.#snapshots.filter((one) => one.folder === folder);
    }
  }
}
