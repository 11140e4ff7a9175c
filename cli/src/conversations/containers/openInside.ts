import type { ConversationSource } from '../ConversationSource.ts';

/**
 * Sessions that a running Claude Code has open in the container of one of these: shared conversations among them, whose transcripts lie on
 * the host. Costs nothing where the entries of the sources were listed. What cannot be looked at has none.
 */
export async function openInside(sources: readonly ConversationSource[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    sources.map((source) => source.openSessions?.().catch(() => new Set<string>()) ?? []),
  );
  return new Set(found.flatMap((each) => [...each]));
}
