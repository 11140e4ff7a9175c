/** What a line of a transcript has to say to be a link of its conversation. */
export interface ChainLink {
  readonly uuid: string;
  readonly parentUuid?: string | null;
  readonly type: LinkType;
  /** Of an attachment, and of a `system` line where it is kept. */
  readonly kind?: string;
  readonly time?: string;
  /** A subagent's. */
  readonly isSidechain: boolean;
  /** A team member's. */
  readonly isTeam: boolean;
  /** Not typed by the user: Claude Code put it there, or it came from somebody else. */
  readonly isMeta: boolean;
  /** What the API called the response that this line is a part of. */
  readonly responseId?: string;
  readonly agentId?: string;
  /** Ids of the tool calls in it, and of those whose results it has. */
  readonly calls: readonly string[];
  readonly results: readonly string[];
  /** The line whose tool call this is the result of, where the client says it. */
  readonly resultOf?: string;
  /** Of the boundary of a compaction: which messages before it stand behind its summary, word for word. */
  readonly compaction?: KeptMessages;
}

export interface KeptMessages {
  /** The summary. */
  readonly anchor?: string;
  /** All of them, in order. */
  readonly kept?: readonly unknown[];
  /** The first and the last of them, where not all are named. */
  readonly segment?: { readonly head?: string; readonly tail?: string };
}

export const linkTypes = ['user', 'assistant', 'attachment', 'system', 'progress'] as const;
export type LinkType = (typeof linkTypes)[number];

/** True for what a conversation is made of, in distinction to what lies between. */
export function isSaid({ type }: ChainLink): boolean {
  return type === 'user' || type === 'assistant';
}

/** A subagent's, or a team member's. */
export function isAside({ isSidechain, isTeam }: ChainLink): boolean {
  return isSidechain || isTeam;
}
