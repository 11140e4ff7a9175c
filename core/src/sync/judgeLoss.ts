/** A line that a transcript had when it was put down. */
export interface PutLine {
  /** It is in the file still. */
  readonly isThere: boolean;
  /** The user said it. */
  readonly isPrompt: boolean;
  /** It is one of the conversation itself: notes of a client beside it are written anew. */
  readonly isMessage: boolean;
}

/**
 * Whether what a transcript lost since it was put down is explained: a client writes its notes anew, and takes an answer out that broke off and
 * was asked for again. It takes nothing out that the user said, and puts something in the place of what it takes.
 * @param lines those that it had, in their order
 * @param hasMore it has messages that it had not
 */
export function isExplained(lines: Iterable<PutLine>, hasMore: boolean): boolean {
  let stretches = 0;
  let wasLost = false;
  for (const { isThere, isPrompt, isMessage } of lines) {
    if (!isMessage) continue;
    if (!isThere && (isPrompt || !hasMore)) return false;
    if (!isThere && !wasLost) stretches++;
    wasLost = !isThere;
  }
  return stretches <= mostStretches;
}

/** Answers that broke off since the last time. */
const mostStretches = 20;
