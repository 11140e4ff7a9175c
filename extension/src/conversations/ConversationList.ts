import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api, EditorConversation } from '../../../cli/src/api/types.ts';
import { type Failure, failureOf } from '../errors/failureOf.ts';
import { Coalesced } from '../looks/Coalesced.ts';
import { Emitter } from '../looks/Emitter.ts';
import type { WindowKind } from '../window/windowKind.ts';

interface ConversationListHost {
  api(): Promise<Pick<Api, 'listConversations'>>;
  /** The workspace folders that are on a file system, absolute. */
  folders(): readonly string[];
  windowKind(): WindowKind;
  settings(): EditorSettings;
  logError(what: string, error: unknown): void;
}

/** Every conversation of the window's folders, as they were listed last. Nothing is listed before somebody asks. */
export class ConversationList {
  readonly #host: ConversationListHost;
  readonly #changed = new Emitter();
  readonly #work = new Coalesced(() => this.#list());
  #conversations: readonly EditorConversation[] = [];
  #leftOut: readonly string[] = [];
  #failure: Failure | undefined;
  #isListed = false;
  #isListing = false;
  #isForContainers = true;

  constructor(host: ConversationListHost) {
    this.#host = host;
  }

  readonly onDidChange = this.#changed.event;

  /** The one that was changed last first. */
  get all(): readonly EditorConversation[] {
    return this.#conversations;
  }

  /** What could not be looked at, a sentence each, to be escaped. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  /** Why a folder's were not listed. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** They were listed at least once. */
  get isListed(): boolean {
    return this.#isListed;
  }

  get isListing(): boolean {
    return this.#isListing;
  }

  /** Lists anew those of this host; settles when that is done. Those in containers stay as they are: an engine starts processes for each. */
  refresh(): Promise<void> {
    return this.#work.request();
  }

  /** Lists all of them anew, those in containers too: they come last, and nobody waits for them. */
  refreshAll(): Promise<void> {
    this.#isForContainers = true;
    return this.#work.request();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #list(): Promise<void> {
    const isForContainers = this.#isForContainers;
    this.#isForContainers = false;
    this.#isListing = true;
    this.#changed.fire();
    await this.#listOnce(undefined);
    if (isForContainers) await this.#listOnce(this.#host.settings());
    this.#isListing = false;
    this.#changed.fire();
  }

  async #listOnce(settings: EditorSettings | undefined): Promise<void> {
    let failure: Failure | undefined;
    const leftOut: string[] = [];
    const ofFolder = async (folder: string): Promise<readonly EditorConversation[]> => {
      const known = this.#conversations.filter((one) => one.folder === folder);
      try {
        const listed = await (await this.#host.api()).listConversations(folder, settings);
        leftOut.push(...listed.leftOut);
        const { conversations } = listed;
        return settings ? conversations : [...conversations, ...known.filter(isInContainer)];
      } catch (error) {
        this.#host.logError(`Listing the conversations of ${folder}`, error);
        failure = failureOf(error);
        return known;
      }
    };
    // What a window without trust opens is nobody's project yet; and a container has not what is to be listed.
    const folders = this.#host.windowKind() === 'host' ? this.#host.folders() : [];
    const found = await Promise.all(folders.map(ofFolder));
    this.#conversations = withoutTwins(found.flat()).sort((a, b) => b.changedAt - a.changedAt);
    this.#failure = failure;
    if (settings) this.#leftOut = leftOut;
    this.#isListed = true;
    this.#changed.fire();
  }
}

const isInContainer = ({ place }: EditorConversation) => place.kind === 'container';

/** A tree takes no two lines with one id. */
function withoutTwins(conversations: readonly EditorConversation[]): EditorConversation[] {
  return [...new Map(conversations.map((one) => [`${one.folder}|${one.key}`, one])).values()];
}
