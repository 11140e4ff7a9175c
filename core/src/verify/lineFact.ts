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

/** Something in a line of a transcript that acts where the conversation is resumed. */
export type LineFact =
  | { readonly kind: 'sessions'; readonly what: string }
  | { readonly kind: 'rewinds'; readonly what: RewindTarget }
  | { readonly kind: 'texts'; readonly what: PromptText }
  | { readonly kind: 'scheduled'; readonly what: string }
  | { readonly kind: 'worktrees'; readonly what: string }
  | { readonly kind: 'agents'; readonly what: string };
