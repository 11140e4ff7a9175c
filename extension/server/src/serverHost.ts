import type { HostFacts } from '@claude-sessions/core/checks/facts.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';

/** What the server cannot know by itself of the machine that it runs on. */
export interface ServerHost {
  /** Collections whose Features are ours, beside the public one. */
  readonly collections: readonly string[];
  /**
   * Looks at this host for one devcontainer.json. Not there where the host cannot be looked at: in a restricted window, in a
   * container, in a test.
   * @param path the devcontainer.json, absolute
   * @returns undefined when nothing can be known
   */
  lookAtHost?(path: string, document: DevcontainerDocument): Promise<HostFacts | undefined>;
}

/** What a client says when it starts the server (`initializationOptions`); every part may be missing, and may be malformed. */
export interface ClientOptions {
  /** Where the Features are published, when that is not the public collection. */
  readonly collection?: string;
  /** The window is trusted and on the host: the server may look at the host's files. Left out, it is. */
  readonly host?: boolean;
  /** Commands that the client has for fixes which are no edits; offered as code actions only then. */
  readonly fixCommand?: string;
}

/** The argument of `ClientOptions.fixCommand`: which finding, of which file. */
export interface FixRequest {
  readonly uri: string;
  readonly code: string;
  readonly kind: 'prepare' | 'applyMode' | 'recreate' | 'heal' | 'bridge';
}
