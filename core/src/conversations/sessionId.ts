const pattern = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** True for what Claude Code takes for the id of a session; transcripts of subagents are named otherwise. */
export function isSessionId(text: string): boolean {
  return pattern.test(text);
}
