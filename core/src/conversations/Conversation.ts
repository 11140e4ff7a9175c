/** Where a transcript lies. */
export type ConversationPlace =
  /** Among those of the host. */
  | { readonly kind: 'host' }
  /** In the mirror of a reviewed project: nothing on the host reads it before it is pulled. */
  | { readonly kind: 'mirror' }
  /** In the volume of a dev container. */
  | {
      readonly kind: 'container';
      readonly volume: string;
      /** Its name; undefined where none is left that mounts the volume. */
      readonly container?: string;
      readonly running: boolean;
    };

/** A conversation as its file is found: nothing of it was read. */
export interface TranscriptEntry {
  /** The session id: the name of the file. */
  readonly id: string;
  /** The name of its folder below `projects/`; '' in a mirror. */
  readonly slug: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** Of its file, for an index: what has the same number, size and time was not changed. */
  readonly inode: string;
  /** A folder of that name lies there, without a transcript: nothing can resume it. */
  readonly isRemnant: boolean;
  /** When the file was made, in milliseconds since 1970; undefined where that is not known. */
  readonly bornAt?: number | undefined;
  /** When its title was last written beside it, as newer clients do. */
  readonly titledAt?: number | undefined;
}

/** What the beginning and the end of a transcript say of it. Everything in it may have been written by a container. */
export interface TranscriptSummary {
  /** Given by the user. */
  readonly customTitle?: string | undefined;
  /** Made by Claude Code. */
  readonly aiTitle?: string | undefined;
  /** Written by clients before 2.0 at the beginning of a file. */
  readonly formerTitle?: string | undefined;
  /** The first words of the first prompt, in one line. */
  readonly firstPrompt?: string | undefined;
  /** As the client noted it for its own list. */
  readonly lastPrompt?: string | undefined;
  /** The first words of what was said last, by the user or by Claude. */
  readonly lastWords?: string | undefined;
  /** Given by the user. */
  readonly tag?: string | undefined;
  /** The directory in which it was begun. */
  readonly cwd?: string | undefined;
  readonly gitBranch?: string | undefined;
  /** Of the client that wrote its last lines. */
  readonly version?: string | undefined;
  /** Milliseconds since 1970. */
  readonly begunAt?: number | undefined;
  /** Prompts of the user, commands not counted; undefined where the middle of the file, which is not read, may have some. */
  readonly turns?: number | undefined;
  /** Made by `claude -p` or the SDK: the picker of Claude Code does not show it. */
  readonly isHeadless: boolean;
  /** Every line belongs to a subagent. */
  readonly isSidechain: boolean;
  readonly forkedFrom?: ForkedFrom | undefined;
  /** Another conversation goes on where this one ends. */
  readonly continuedIn?: string | undefined;
  /** Nothing was said: Claude Code was started, and left. */
  readonly isEmpty: boolean;
  /** The ids of its first lines, shortened: those that forks have in common. */
  readonly trail?: string | undefined;
}

/** Which conversation it is a copy of, and up to which of its messages. */
export interface ForkedFrom {
  readonly id: string;
  readonly message?: string | undefined;
}

/** A conversation, for a list. */
export interface Conversation extends TranscriptEntry, TranscriptSummary {
  readonly place: ConversationPlace;
  /** The folder of its project on this host, absolute; undefined where it is not known. */
  readonly project?: string | undefined;
  /** A running Claude Code has it open on that side. */
  readonly openIn?: 'host' | 'container' | undefined;
  /** The mirror has lines of it that were not pulled. */
  readonly isWaiting: boolean;
  /** When Claude Code deletes it, unless it is used: milliseconds since 1970; undefined where it does not. */
  readonly sweptAt?: number | undefined;
  /** A snapshot has it as it is now; undefined where nobody looked, which is done for what is deleted soon. */
  readonly isKept?: boolean | undefined;
}

/** What a conversation is called: the title that the user gave it, that of Claude Code, its last or first prompt. Not escaped. */
export function titleOf(conversation: TranscriptSummary): string | undefined {
  const { customTitle, aiTitle, lastPrompt, formerTitle, firstPrompt } = conversation;
  return customTitle ?? aiTitle ?? lastPrompt ?? formerTitle ?? firstPrompt;
}
