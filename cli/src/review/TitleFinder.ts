import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { linesIn } from './wholeLines.ts';

const longest = 60;
const ending = ' (from the dev container)';

/** Finds what a conversation is called, as its lines go by: its title, else its first prompt. */
export class TitleFinder {
  #title: string | undefined;
  #prompt: string | undefined;

  take(bytes: Buffer): void {
    for (const { line } of linesIn(bytes)) {
      const mayBe = line.includes('Title"') || (this.#prompt === undefined && line.includes('"user"'));
      if (mayBe && line.length < 1024 * 1024) this.#line(line.toString());
    }
  }

  #line(text: string): void {
    try {
      const { type, customTitle, aiTitle, isMeta, message } = JSON.parse(text);
      const title = type === 'custom-title' ? customTitle : type === 'ai-title' ? aiTitle : undefined;
      if (typeof title === 'string' && title.trim() !== '') this.#title = title;
      if (type === 'user' && !isMeta && typeof message?.content === 'string')
        this.#prompt ??= message.content;
    } catch {
      // No line of a conversation.
    }
  }

  /** The line that names the part of it that a container wrote. */
  line(sessionId: string): Buffer {
    // A part of a part is called as that is.
    const title = this.#title?.endsWith(ending) ? this.#title.slice(0, -ending.length) : this.#title;
    const of = title ?? this.#prompt;
    const name = of === undefined ? 'Conversation' : shownLine(of.trim().split('\n')[0] ?? '', longest);
    const customTitle = name + ending;
    return Buffer.from(`${JSON.stringify({ type: 'custom-title', customTitle, sessionId })}\n`);
  }
}
