import { type GuardEvent, guardEvents } from '@claude-sessions/core/guard/guardHooks.ts';
import * as z from 'zod/mini';

/** What Claude Code asks the guard: whether it may go on with a conversation. */
export interface GuardQuestion {
  readonly event: GuardEvent;
  /** Its process. */
  readonly client: number;
  readonly sessionId: string;
  /** Absolute; there may be none of that path yet. */
  readonly transcript: string;
  /** With `SessionStart`: `startup`, `resume`, `clear`, `compact`, `fork`, and what later versions have. */
  readonly source: string | undefined;
}

/** As hooks get it on stdin, see https://code.claude.com/docs/en/hooks. */
const inputSchema = z.object({
  session_id: z.string().check(z.regex(/^[A-Za-z0-9-]{1,100}$/)),
  transcript_path: z.string().check(z.regex(/^\//)),
  source: z.optional(z.string()),
});

/** @throws when it is none */
export function readQuestion(
  event: string | undefined,
  client: string | undefined,
  input: string,
): GuardQuestion {
  const known = guardEvents.find((each) => each === event);
  if (!known || !/^\d+$/.test(client ?? '')) throw new Error('no event or process of a hook');
  const { session_id, transcript_path, source } = inputSchema.parse(JSON.parse(input));
  return { event: known, client: Number(client), sessionId: session_id, transcript: transcript_path, source };
}
