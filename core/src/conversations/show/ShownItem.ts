import type { JsonRecord } from '../../verify/jsonRecord.ts';

/** What is shown of a conversation, one after the other. Every text may be a container's: nothing is escaped yet. */
export type ShownItem = ShownMessage | ShownNote | ShownCompaction | ShownGap | ShownForks;

/** Something that was said. */
export interface ShownMessage {
  readonly kind: 'message';
  readonly id: string;
  readonly who: 'user' | 'assistant';
  readonly time?: string;
  readonly model?: string;
  /** Goes on with what the item before it began. */
  readonly isContinued?: boolean;
  /** The summary that a compaction made. */
  readonly isSummary?: boolean;
  /** Came while Claude was at work. */
  readonly isQueued?: boolean;
  /** Put there by Claude Code, and typed by nobody. */
  readonly isMeta?: boolean;
  /** It tells of a failed call of the API. */
  readonly isError?: boolean;
  readonly parts: readonly ShownPart[];
}

export type ShownPart = ShownText | ShownThinking | ShownImage | ShownCall | ShownResult;

export interface ShownText {
  readonly kind: 'text';
  readonly text: string;
}

export interface ShownThinking {
  readonly kind: 'thinking';
  readonly text: string;
}

/** An image, or a document. */
export interface ShownImage {
  readonly kind: 'image';
  readonly mediaType: string;
  /** Of the file that it was. */
  readonly bytes: number;
  /** In base64, as it stands there; undefined where it was too long to be read, or is masked. */
  readonly data?: string;
}

/** A tool that was called, and what it gave. */
export interface ShownCall {
  readonly kind: 'call';
  readonly id: string;
  readonly name: string;
  readonly input: JsonRecord;
  readonly result?: ShownResult;
  /** The subagent that it started. */
  readonly agent?: ShownAgent;
}

export interface ShownAgent {
  readonly id: string;
  /** What it said, where that is shown. */
  readonly items?: readonly ShownItem[];
}

/** What a tool gave; by itself where its call is not there. */
export interface ShownResult {
  readonly kind: 'result';
  readonly callId: string;
  readonly isError: boolean;
  readonly parts: readonly (ShownText | ShownImage)[];
}

/** What lies between messages: an attachment, something that Claude Code told. */
export interface ShownNote {
  readonly kind: 'note';
  readonly id: string;
  readonly time?: string;
  /** Its kind, as Claude Code calls it. */
  readonly what: string;
  readonly isError: boolean;
  /** Shown only where all is. */
  readonly isMinor: boolean;
  readonly text: string;
}

/** From here on, a client has only a summary of what stands before. */
export interface ShownCompaction {
  readonly kind: 'compaction';
  readonly id: string;
  readonly time?: string;
  readonly trigger?: string;
  /** How many there were before. */
  readonly tokens?: number;
}

export interface ShownGap {
  readonly kind: 'gap';
  /** Of a large file only the end was read; or the message before is not in the file; or a line could not be read. */
  readonly why: 'not-read' | 'missing' | 'unreadable';
  /** How much that is. */
  readonly bytes?: number;
}

/** Other ways that the conversation went, from the message before. */
export interface ShownForks {
  readonly kind: 'forks';
  /** The message after which they part; undefined where that is not known. */
  readonly after?: string;
  readonly branches: readonly ShownBranch[];
  /** Conversations that were forked here. */
  readonly conversations: readonly ShownFork[];
}

export interface ShownBranch {
  /** Of its last message. */
  readonly id: string;
  readonly messages: number;
  readonly time?: string;
  /** How it begins. */
  readonly words: string;
  readonly branches: readonly ShownBranch[];
}

export interface ShownFork {
  readonly id: string;
  readonly title: string;
}

/** What stands above a conversation. */
export interface ShownHeader {
  readonly id: string;
  readonly title?: string;
  readonly folder?: string;
  readonly gitBranch?: string;
  readonly version?: string;
  /** The conversation that it was begun from. */
  readonly forkedFrom?: ShownFork;
}
