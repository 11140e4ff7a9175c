import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import type { FoundConversation } from '../conversations/findConversations.ts';
import type { EditorConversation } from './types.ts';

/** Of a title more is no title, and a prompt may have any length. */
const longestTitle = 300;
const longestPath = 4096;

/** A conversation for an editor's list, its title the only one. Its prompts stay behind: those of thousands are many megabytes. */
export function forEditor(folder: string, found: FoundConversation): EditorConversation {
  const { customTitle: _, aiTitle: __, formerTitle: ___, firstPrompt: ____, ...others } = found;
  const { lastPrompt: _____, lastWords: ______, trail: _______, ...rest } = others;
  const title = titleOf(found);
  const { place, slug, id } = found;
  const where = place.kind === 'container' ? place.volume : place.kind;
  return {
    ...rest,
    ...(title !== undefined && { customTitle: beginning(title, longestTitle) }),
    ...(found.cwd !== undefined && { cwd: beginning(found.cwd, longestPath) }),
    ...(found.gitBranch !== undefined && { gitBranch: beginning(found.gitBranch, longestTitle) }),
    folder,
    key: [where, slug, id].join('/'),
  };
}

/** A text of its own: a part of a string would keep all of it in memory. */
function beginning(text: string, length: number): string {
  return Buffer.from(text.slice(0, length)).toString();
}
