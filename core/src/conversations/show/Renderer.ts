import type { ShownHeader, ShownItem } from './ShownItem.ts';

/** Writes what is shown of a conversation in one format, piece by piece. What it gives is safe where that format is read. */
export interface Renderer {
  begin(header: ShownHeader): string;
  item(item: ShownItem): string;
  end(): string;
}

export interface RenderOptions {
  /** Unfolds tool calls, thinking and diffs, and shows what Claude Code itself put into the conversation. */
  readonly full: boolean;
  /** How to see what was not read of a large file, as a sentence; '' where there is no way. */
  readonly more: string;
}

/** What everybody is called. */
export const speakers = { user: 'User', assistant: 'Claude' } as const;
