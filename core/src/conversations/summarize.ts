import type { ForkedFrom, TranscriptSummary } from './Conversation.ts';
import { cutText } from './cutText.ts';
import { memberIn } from './memberIn.ts';
import { type Notes, notesIn } from './notesIn.ts';
import { type Prompt, promptOf, wordsOf } from './promptOf.ts';
import { RawLine, type TranscriptLine } from './TranscriptLine.ts';

/** What a list reads of a transcript: all of a small one. Lines that tell nothing may be missing. */
export interface TranscriptEnds {
  readonly head: string;
  /** Empty where the head is all of it; else what stands before its first end of line is passed over. */
  readonly tail: string;
  /** The title that stands in a file beside it. */
  readonly title?: string;
}

/** Of a text that is kept for a list. */
const longest = 1000;
/** How many messages from the end are parsed to find what was said last. */
const longestSilence = 40;
const trailIds = 24;

/**
 * What the beginning and the end of a transcript say of it. Only lines that may matter are parsed, since most of a transcript is
 * none of them. Lines that are none are passed over, and of one that is cut it is taken what can be read.
 */
export function summarize({ head, tail, title }: TranscriptEnds): TranscriptSummary {
  const isWhole = tail === '';
  const first = linesOf(head);
  const last = isWhole ? first : linesOf(tail.slice(tail.indexOf('\n') + 1));
  const back = last.toReversed();
  const ofEnd = notesIn(last);
  const ofBeginning = isWhole ? ofEnd : notesIn(first);
  const note = (name: keyof Notes) => textIn(ofEnd[name] ?? ofBeginning[name]);
  const prompts = promptsIn(first, isWhole);
  const said = isWhole ? whoSays(first) : (whoSays(first) ?? whoSays(last));
  const begunAt = Date.parse(memberIn(head, 'timestamp') ?? '');
  // All members, always in this order: thousands of such objects are fast and small that way.
  return {
    customTitle: textIn(ofEnd.customTitle ?? (title || ofBeginning.customTitle)),
    aiTitle: note('aiTitle'),
    formerTitle: note('formerTitle'),
    firstPrompt: prompts.first,
    lastPrompt: note('lastPrompt'),
    lastWords: lastWordsIn(back),
    tag: note('tag'),
    cwd: note('relocatedCwd') ?? cwdIn(first, head) ?? fromFirst(last, '"cwd"', ({ cwd }) => textIn(cwd)),
    gitBranch: ofMessages(back, 'gitBranch'),
    version: ofMessages(back, 'version'),
    begunAt: Number.isNaN(begunAt) ? undefined : begunAt,
    turns: isWhole ? prompts.count : undefined,
    isHeadless: memberIn(head, 'entrypoint')?.startsWith('sdk-') === true,
    isSidechain: said === 'agent' && (isWhole || whoSays(last) === 'agent'),
    isEmpty: isWhole && said === undefined,
    forkedFrom: fromFirst(firstSaid(first), '"forkedFrom"', forkOf),
    continuedIn: continuedIn(back),
    trail: trailOf(first),
  };
}

function linesOf(text: string): RawLine[] {
  return text.split('\n').map((line) => new RawLine(line));
}

/** @returns 'agent' where nobody but subagents says anything */
function whoSays(lines: readonly RawLine[]): 'user' | 'agent' | undefined {
  let found: 'agent' | undefined;
  for (const line of lines) {
    if (line.speaker === undefined) continue;
    if (!line.isOfAgent) return 'user';
    found = 'agent';
  }
  return found;
}

/** @param all false when only the first one is looked for */
function promptsIn(lines: readonly RawLine[], all: boolean): { first: string | undefined; count: number } {
  const seen = new Set<unknown>();
  const found: Partial<Record<Prompt['kind'], string>> = {};
  for (const line of lines) {
    if (!all && found.text !== undefined) break;
    if (line.speaker !== 'user') continue;
    const prompt = line.parsed ? promptOf(line.parsed) : cutPrompt(line);
    if (!prompt) continue;
    found[prompt.kind] ??= prompt.text;
    // The same line may stand there twice, after a compaction for example.
    if (prompt.kind !== 'command') seen.add(line.parsed?.uuid ?? line.text);
  }
  return { first: found.text ?? found.command ?? found.file, count: seen.size };
}

/** Of a line that is cut, as those with large images are. */
function cutPrompt({ text, isOfAgent }: RawLine): Prompt | undefined {
  if (isOfAgent || /"isMeta"\s*:\s*true/.test(text)) return undefined;
  if (/"type"\s*:\s*"image"/.test(text)) return { kind: 'file', text: 'Image' };
  return /"type"\s*:\s*"document"/.test(text) ? { kind: 'file', text: 'Document' } : undefined;
}

function cwdIn(lines: readonly RawLine[], head: string): string | undefined {
  return fromFirst(lines, '"cwd"', ({ cwd }) => textIn(cwd)) ?? textIn(memberIn(head, 'cwd'));
}

function lastWordsIn(back: readonly RawLine[]): string | undefined {
  let silence = 0;
  for (const { speaker, parsed } of speaking(back)) {
    const words = speaker && parsed ? wordsOf(parsed) : undefined;
    if (words !== undefined || ++silence > longestSilence) return words;
  }
  return undefined;
}

function* speaking(lines: readonly RawLine[]): Generator<RawLine> {
  for (const line of lines) if (line.speaker !== undefined) yield line;
}

/** A member that every message has. */
function ofMessages(back: readonly RawLine[], name: string): string | undefined {
  const quoted = `"${name}"`;
  const line = back.find(({ text }) => text.includes(quoted));
  return line && textIn(line.parsed ? line.parsed[name] : memberIn(line.text, name));
}

/** Where something is said after the line that says so, it goes on here all the same. */
function continuedIn(back: readonly RawLine[]): string | undefined {
  for (const line of back) {
    if (line.speaker !== undefined) return undefined;
    if (!line.text.includes('"continued-in"')) continue;
    if (line.parsed?.type === 'continued-in') return textIn(line.parsed.continuedInSessionId);
  }
  return undefined;
}

/** The ids of the first message and of the first prompts; forks that copy lines have them in common. The first one is whole, since all follows from it. */
function trailOf(lines: readonly RawLine[]): string | undefined {
  const ids = new Set<string>();
  for (const line of lines) {
    if (ids.size > 0 && line.speaker !== 'user') continue;
    const id = memberIn(line.text, 'uuid')?.replaceAll('-', '').toLowerCase();
    if (id !== undefined && /^[0-9a-f]{32}$/.test(id)) ids.add(ids.size === 0 ? id : id.slice(0, 8));
    if (ids.size === trailIds) break;
  }
  return ids.size === 0 ? undefined : [...ids].join('');
}

/** Each line that was copied names the fork, so the first ones do. */
function firstSaid(lines: readonly RawLine[]): RawLine[] {
  return lines.filter(({ speaker }) => speaker !== undefined).slice(0, 2);
}

function forkOf({ forkedFrom }: TranscriptLine): ForkedFrom | undefined {
  const { sessionId, messageUuid } = (forkedFrom ?? {}) as { sessionId?: unknown; messageUuid?: unknown };
  const id = textIn(sessionId);
  return id === undefined ? undefined : { id, message: textIn(messageUuid) };
}

/** What the first of the lines says that has a word in it and says anything. */
function fromFirst<T>(
  lines: readonly RawLine[],
  word: string,
  get: (line: TranscriptLine) => T | undefined,
): T | undefined {
  for (const line of lines) {
    const value = line.text.includes(word) && line.parsed ? get(line.parsed) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? cutText(value, longest) : undefined;
}
