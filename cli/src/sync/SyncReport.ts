/** What one run did, or would do. */
export interface SyncReport {
  readonly project: string;
  readonly place: string;
  /** Machines that were met, by what people call them. */
  readonly met: readonly string[];
  /** Conversations that are new here. */
  readonly got: readonly FromMachine[];
  readonly forwarded: readonly FromMachine[];
  /** What is another machine's version here, as a conversation of its own. */
  readonly forked: readonly (FromMachine & { readonly fork: string })[];
  /** Files of conversations that were added or gone on with. */
  readonly files: number;
  /** Files that two machines have otherwise: theirs lies beside ours. */
  readonly beside: readonly string[];
  readonly left: readonly LeftConversation[];
  readonly put: { readonly files: number; readonly bytes: number };
  /** What could not be looked at, or waits: sentences. */
  readonly troubles: readonly string[];
}

export interface FromMachine {
  /** The session id. */
  readonly session: string;
  readonly from: string;
}

/** A conversation of which something was left out. */
export interface LeftConversation {
  readonly session: string;
  readonly why: 'open' | 'acts' | 'damaged' | 'deleted';
  readonly from?: string | undefined;
  /** Of `verify`. */
  readonly codes?: readonly string[] | undefined;
}
