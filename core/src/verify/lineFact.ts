/** A file that a rewind to some message would restore. */
export interface RewindTarget {
  /** As recorded: relative to the conversation's folder when inside of it, else absolute. */
  readonly path: string;
  /** Null: it did not exist, and a rewind deletes it. Undefined when it is neither text nor null. */
  readonly backup: string | null | undefined;
  /** When it was recorded, in milliseconds; NaN when that cannot be read. */
  readonly time: number;
}

/** A text that a resumed conversation sends in the system's name. */
export interface PromptText {
  /** `prompt`: a part of a recorded system prompt; `reminder`: an attachment, of its `type`. */
  readonly kind: 'prompt' | 'reminder';
  readonly type: string;
  readonly text: string;
}

/** A name that the catalogue of lines does not have, or has only heard of; or a member that acts, of another form than it has. */
export interface UnknownName {
  readonly list: 'lines' | 'attachments' | 'subtypes' | 'members' | 'forms';
  readonly name: string;
  /** It stands where things act. */
  readonly acts: boolean;
}

/** A call of a tool that names a file. */
export interface FileCall {
  readonly tool: string;
  /** As recorded: absolute, relative, or with `~`. */
  readonly path: string;
  /** Of the text that it wrote: how many bytes it has, and its hash, with a space between. */
  readonly text?: string;
  /** The id of the call, when each result that it had was an error. */
  readonly failed?: string;
}

/** What counts only as it was said last. */
export interface LatestValue {
  readonly name:
    | 'permission-mode'
    | 'mode'
    | 'permission-mode of another session'
    | 'mode of another session';
  readonly value: string;
}

/** Something in a line of a transcript that acts where the conversation is resumed, or is not known to be harmless. */
export type LineFact =
  | { readonly kind: 'sessions'; readonly what: string }
  | { readonly kind: 'rewinds'; readonly what: RewindTarget }
  | { readonly kind: 'texts'; readonly what: PromptText }
  | { readonly kind: 'scheduled'; readonly what: string }
  | { readonly kind: 'worktrees'; readonly what: string }
  | { readonly kind: 'agents'; readonly what: string }
  | { readonly kind: 'unknown'; readonly what: UnknownName }
  /** Calls that run by themselves: the tool and its input. */
  | { readonly kind: 'deferred'; readonly what: string }
  | { readonly kind: 'latest'; readonly what: LatestValue }
  /** Lines and attachments with which the client stops: their types. */
  | { readonly kind: 'stops'; readonly what: string }
  /** Directories in which the conversation says that it worked. */
  | { readonly kind: 'folders'; readonly what: string };
