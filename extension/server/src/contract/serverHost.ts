import type { ContainerSettings } from '@claude-sessions/core/compose/containerSettings.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { CliCommand } from '@claude-sessions/core/findings/advice.ts';
import type { HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { NamedFix } from '@claude-sessions/core/findings/finding.ts';

/** Everything that the server needs of the machine: it does no I/O. */
export interface ServerHost {
  /** Collections whose Features are ours, beside the public one. */
  readonly collections: readonly string[];
  /** Does something later; 0 milliseconds: as soon as what has arrived is read. @returns what calls it off */
  after(milliseconds: number, work: () => void): () => void;
  /**
   * Looks at this host for one devcontainer.json. Not there where the host cannot be looked at: in a container, in a test.
   * May take its time, and may throw; never asked a second time for a file before it has answered.
   * @param uri of the file; a `file:` one
   * @param document its text as it is in the editor
   * @param collections whose Features are ours
   * @returns undefined when nothing can be known
   */
  lookAtHost?(
    uri: string,
    document: DevcontainerDocument,
    collections: readonly string[],
  ): Promise<SeenHost | undefined>;
}

export interface SeenHost {
  readonly facts: HostFacts;
  /** What the files set that the devcontainer.json names, if it names some. */
  readonly settings?: ContainerSettings;
  /** Collections that are in use for this dev container, by what the host remembers. */
  readonly collections: readonly string[];
  /** The words that name the file on our command line; none where it is found without. */
  readonly where?: readonly string[];
  /** The file is made from another one, again each time: an edit of it does not stay. */
  readonly isMade?: boolean;
}

/** `initializationOptions` of a client; every part may be missing, and may be malformed. */
export interface ClientOptions {
  /** Where the Features are published, when that is not the public collection. */
  readonly collection?: string;
  /** The window is trusted and on the host: the server may look at the host's files. Left out, it is. */
  readonly host?: boolean;
  /** Commands that the client has for fixes which are no edits; offered as code actions only then. */
  readonly fixCommand?: string;
  /** Titles of the commands that the client has: advice names them so. Left out, it names those of the command line. */
  readonly commandTitles?: Readonly<Partial<Record<CliCommand, string>>>;
}

/** The argument of `ClientOptions.fixCommand`: which finding, of which file. */
export interface FixRequest {
  readonly uri: string;
  readonly code: string;
  readonly kind: NamedFix;
}
