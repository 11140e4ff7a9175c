import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { codeSpan, escapeMarkdown } from '@claude-sessions/core/markdown.ts';
import { type MarkupContent, MarkupKind } from 'vscode-languageserver';

/** Puts text from outside into what the client shows. What we write ourselves goes in as it is, backticks too. */
export interface Writer {
  code(text: string): string;
  strong(text: string): string;
  text(text: string): string;
  /** Paragraphs, put together. */
  content(paragraphs: readonly string[]): MarkupContent;
}

const inMarkdown: Writer = {
  code: codeSpan,
  strong: (text) => `**${escapeMarkdown(text)}**`,
  text: escapeMarkdown,
  content: (paragraphs) => ({ kind: MarkupKind.Markdown, value: paragraphs.join('\n\n') }),
};

const inPlainText: Writer = {
  code: (text) => shownLine(text),
  strong: (text) => shownLine(text),
  text: (text) => shownLine(text),
  content: (paragraphs) => ({ kind: MarkupKind.PlainText, value: paragraphs.join('\n\n') }),
};

/** The writer for a client that shows Markdown, or that does not. */
export function writerFor(markdown: boolean): Writer {
  return markdown ? inMarkdown : inPlainText;
}
