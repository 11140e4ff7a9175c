import { isSweptSoon } from '@claude-sessions/core/conversations/sweptSoon.ts';
import type { FoundConversation } from '../conversations/findConversations.ts';
import { KeptFiles } from './keptFiles.ts';

/** The same, and of those that Claude Code deletes soon whether a snapshot has them. */
export async function markKept(
  found: readonly FoundConversation[],
  request: { readonly home?: string | undefined; readonly configDir: string },
  now: number,
): Promise<FoundConversation[]> {
  const { home, configDir } = request;
  const kept = new Map<string, KeptFiles>();
  const marked: FoundConversation[] = [];
  for (const each of found) {
    const { project } = each;
    if (home === undefined || project === undefined || !isSweptSoon(each, now)) {
      marked.push(each);
      continue;
    }
    const files = kept.get(project) ?? (await KeptFiles.of({ home, configDir, project }));
    kept.set(project, files);
    marked.push({ ...each, isKept: files.has(each) });
  }
  return marked;
}
