import { cutText } from './cutText.ts';
import type { TranscriptLine } from './TranscriptLine.ts';

/** A prompt as lists show it: its beginning in one line. */
export type Prompt =
  | { readonly kind: 'text'; readonly text: string }
  /** A command of the client; it need not have been sent. */
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'file'; readonly text: 'Image' | 'Document' };

const longest = 200;
/** What begins so was written by the client. */
const byClient = /^(?:\s*<[a-z][\w-]*[\s>]|\[Request interrupted by user[^\]]*\])/;
const command = /<command-name>(.*?)<\/command-name>/;
const shell = /<bash-input>([\s\S]*?)<\/bash-input>/;

/**
 * What the user says in a line, by the rules by which Claude Code lists conversations.
 * @returns undefined when the line is of somebody else
 */
export function promptOf(line: TranscriptLine): Prompt | undefined {
  if (line.type !== 'user' || line.isMeta === true || line.isCompactSummary === true) return undefined;
  if (line.isSidechain === true) return undefined;
  const parts = partsOf(line);
  if (parts.some(({ type }) => type === 'tool_result')) return undefined;
  let called: Prompt | undefined;
  for (const { type, text } of parts) {
    if (type !== 'text' || typeof text !== 'string') continue;
    const prompt = promptIn(text);
    if (prompt?.kind === 'command') called ??= prompt;
    else if (prompt) return prompt;
  }
  return called ?? fileIn(parts);
}

/** What the model or the user says in a line, tools left out: its beginning in one line. */
export function wordsOf(line: TranscriptLine): string | undefined {
  if (line.type === 'user') {
    const prompt = promptOf(line);
    return prompt?.kind === 'command' ? undefined : prompt?.text;
  }
  if (line.type !== 'assistant' || line.isSidechain === true) return undefined;
  const said = partsOf(line).findLast(({ type, text }) => type === 'text' && inOneLine(text) !== '');
  return said && shortened(inOneLine(said.text));
}

interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
}

function partsOf({ message }: TranscriptLine): readonly Part[] {
  const { content } = (typeof message === 'object' && message !== null ? message : {}) as {
    content?: unknown;
  };
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter((each) => typeof each === 'object' && each !== null) : [];
}

function promptIn(text: string): Prompt | undefined {
  const said = inOneLine(withoutPasteMarks(text));
  if (said === '') return undefined;
  const [, name] = command.exec(said) ?? [];
  if (name !== undefined) return { kind: 'command', text: shortened(name) };
  const [, typed] = shell.exec(said) ?? [];
  if (typed !== undefined) return { kind: 'text', text: `! ${shortened(typed.trim())}` };
  return byClient.test(said) ? undefined : { kind: 'text', text: shortened(said) };
}

function fileIn(parts: readonly Part[]): Prompt | undefined {
  if (parts.some(({ type }) => type === 'image')) return { kind: 'file', text: 'Image' };
  return parts.some(({ type }) => type === 'document') ? { kind: 'file', text: 'Document' } : undefined;
}

function inOneLine(text: unknown): string {
  return typeof text === 'string' ? text.replaceAll('\n', ' ').trim() : '';
}

function shortened(text: string): string {
  return text.length > longest ? `${cutText(text, longest).trim()}…` : text;
}

/** Text that was pasted stands between marks of its own, each pair with a number; the text itself is the user's. */
function withoutPasteMarks(text: string): string {
  const kept: string[] = [];
  const opening = /\n{0,2}<pasted_content id="([0-9a-f]{4})">\n/g;
  let from = 0;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const closing = `\n</pasted_content id="${found[1]}">`;
    const body = opening.lastIndex;
    const end = text.indexOf(closing, body - 1);
    if (end < 0) break;
    kept.push(text.slice(from, found.index), text.slice(body, Math.max(body, end)));
    from = end + closing.length;
    for (let blank = 0; blank < 2 && text[from] === '\n'; blank++) from++;
    opening.lastIndex = from;
  }
  return kept.length === 0 ? text : [...kept, text.slice(from)].join('');
}
