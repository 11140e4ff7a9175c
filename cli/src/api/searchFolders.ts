import { splitQuery } from '@claude-sessions/core/conversations/search/Query.ts';
import { requestForOpen } from '../conversations/requestFor.ts';
import { forEditor } from './editorConversation.ts';
import { searchConversations } from './searchConversations.ts';
import type { FolderSearchOptions } from './types.ts';

/**
 * Searches what was said in the conversations of folders' projects, one folder after the other.
 * @param line words as they are typed
 * @throws the reason of the signal, once nothing runs any more
 */
export async function searchFolders(
  folders: readonly string[],
  line: string,
  { onHit, ...options }: FolderSearchOptions,
): Promise<void> {
  const words = splitQuery(line);
  if (words.length === 0) return;
  for (const folder of folders) {
    await searchConversations(words, await requestForOpen(folder), {
      ...options,
      onHit: ({ conversation, hits }) =>
        onHit({
          conversation: forEditor(folder, conversation),
          hits: hits.map(({ text, uuid }) => ({ text, ...(uuid !== undefined && { message: uuid }) })),
        }),
    });
  }
}
