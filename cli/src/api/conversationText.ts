import { streamConversation } from '../conversations/show/showConversation.ts';
import type { ConversationText, EditorConversation } from './types.ts';

/** An editor takes no document without end; what was said last is what is wanted. */
const longest = 8 * 1024 * 1024;

interface Piece {
  readonly text: string;
  /** Of the message that it is. */
  readonly id?: string;
}

/**
 * A conversation as Markdown, to be read: of a large one its end.
 * @param others among which those are that were forked from it
 * @throws UserError when it is not there any more
 */
export async function conversationText(
  conversation: EditorConversation,
  others: readonly EditorConversation[],
): Promise<ConversationText> {
  const more = `\`claude-sessions show ${conversation.id}\` has all of it.`;
  const options = { format: 'markdown', endOnly: true, more, others } as const;
  const pieces: Piece[] = [];
  let begin = '';
  let [length, isCut] = [0, false];
  for await (const { part, ...piece } of streamConversation(conversation, options)) {
    if (part === 'begin') begin = piece.text;
    else pieces.push(piece);
    length += piece.text.length;
    for (; length > longest && pieces.length > 1; isCut = true) length -= pieces.shift()?.text.length ?? 0;
  }
  const gap = isCut ? [{ text: `*… What was said before is not shown here: ${more}*\n\n` }] : [];
  return joined([{ text: begin }, ...gap, ...pieces]);
}

function joined(pieces: readonly Piece[]): ConversationText {
  const messages: { id: string; line: number }[] = [];
  let line = 0;
  for (const { text, id } of pieces) {
    if (id !== undefined) messages.push({ id, line });
    line += text.split('\n').length - 1;
  }
  return { text: pieces.map(({ text }) => text).join(''), messages };
}
