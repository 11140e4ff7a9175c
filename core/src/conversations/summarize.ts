import type { ForkedFrom, TranscriptSummary } from './Conversation.ts';
import { cutText } from './cutText.ts';
import { type Notes, notesIn } from './notesIn.ts';
import { promptOf, wordsOf } from './promptOf.ts';
import { type TranscriptLine, tryLine } from './TranscriptLine.ts';

/** The bytes that a list reads of a transcript: all of a small one. */
export interface TranscriptEnds {
  readonly head: string;
  /** Empty where the head is all of it. */
  readonly tail: string;
  /** The title that stands in a file beside it. */
  readonly title?: string;
}

/** Of a text that is kept for a list. */
const longest = 1000;
/** How many messages from the end are parsed to find what was said last. */
const longestSilence = 40;
const trailLines = 24;
const userLine = /"type"\s*:\s*"user"/;
const saidLine = /"type"\s*:\s*"(?:user|assistant)"/;
const agentLine = /"isSidechain"\s*:\s*true/;
const resultLine = /"type"\s*:\s*"tool_result"/;

/**
 * What the beginning and the end of a transcript say of it. Only lines that may matter are parsed, since most of a transcript is
 * none of them. Lines that are none are passed over, and of one that is cut it is taken what can be read.
 */
export function summarize({ head, tail, title }: TranscriptEnds): TranscriptSummary {
  const isWhole = tail === '';
  const first = head.split('\n');
  const last = isWhole ? first : tail.slice(tail.indexOf('\n') + 1).split('\n');
  const ofEnd = notesIn(last);
  const notes = isWhole ? ofEnd : { ...notesIn(first), ...ofEnd };
  const prompts = promptsIn(first, isWhole);
  const said = (isWhole ? first : [...first, ...last]).filter((line) => saidLine.test(line));
  return {
    ...textsOf({ ...notes, ...given('customTitle', ofEnd.customTitle ?? (title || notes.customTitle)) }),
    ...given('firstPrompt', prompts.first),
    ...given('turns', isWhole ? prompts.count : undefined),
    ...beginningOf(first, head, notes.relocatedCwd),
    ...endOf(last),
    ...given('continuedIn', continuedIn(last)),
    ...given('trail', trailOf(first)),
    isSidechain: said.length > 0 && said.every((line) => agentLine.test(line)),
    isEmpty: isWhole && said.length === 0,
  };
}

function textsOf({ relocatedCwd: _, ...notes }: Notes) {
  const texts = Object.entries(notes).flatMap(([name, text]) =>
    text ? [[name, cutText(text, longest)] as const] : [],
  );
  return Object.fromEntries(texts) as Omit<Notes, 'relocatedCwd'>;
}

/** @param all false when only the first one is looked for */
function promptsIn(lines: readonly string[], all: boolean): { first: string | undefined; count: number } {
  const seen = new Set<unknown>();
  let first: string | undefined;
  let fallback: string | undefined;
  for (const text of lines) {
    if (!all && first !== undefined) break;
    if (!userLine.test(text) || resultLine.test(text)) continue;
    const line = tryLine(text);
    const prompt = line ? promptOf(line) : cutPrompt(text);
    if (!prompt) continue;
    if (prompt.kind === 'text') first ??= prompt.text;
    else if (fallback === undefined || (prompt.kind === 'command' && files.has(fallback)))
      fallback = prompt.text;
    // The same line may stand there twice, after a compaction for example.
    if (prompt.kind !== 'command') seen.add(line?.uuid ?? text);
  }
  return { first: first ?? fallback, count: seen.size };
}

const files: ReadonlySet<string> = new Set(['Image', 'Document']);

/** Of a line that is cut, as those with large images are. */
function cutPrompt(text: string): ReturnType<typeof promptOf> {
  if (/"isMeta"\s*:\s*true/.test(text) || agentLine.test(text)) return undefined;
  if (/"type"\s*:\s*"image"/.test(text)) return { kind: 'file', text: 'Image' };
  return /"type"\s*:\s*"document"/.test(text) ? { kind: 'file', text: 'Document' } : undefined;
}

function beginningOf(lines: readonly string[], head: string, relocatedCwd: string | undefined) {
  const begunAt = Date.parse(rawMember(head, 'timestamp') ?? '');
  const located = parsedWith(lines, '"cwd"', ({ cwd }) => text(cwd));
  const forkedFrom = parsedWith(lines, '"forkedFrom"', forkOf);
  return {
    ...given('cwd', relocatedCwd || (located ?? rawMember(head, 'cwd'))),
    ...given('begunAt', Number.isNaN(begunAt) ? undefined : begunAt),
    ...given('forkedFrom', forkedFrom),
    isHeadless: rawMember(head, 'entrypoint')?.startsWith('sdk-') === true,
  };
}

function endOf(lines: readonly string[]) {
  const back = lines.toReversed();
  const lastSaid = back
    .filter((line) => saidLine.test(line) && !resultLine.test(line))
    .slice(0, longestSilence);
  return {
    ...given('gitBranch', ofMessages(back, 'gitBranch')),
    ...given('version', ofMessages(back, 'version')),
    ...given('lastWords', parsedWith(lastSaid, '', wordsOf)),
  };
}

/** A member that every message has. */
function ofMessages(lines: readonly string[], name: string): string | undefined {
  const quoted = `"${name}"`;
  const found = parsedWith(lines, quoted, (line) => text(line[name]));
  return found ?? rawMember(lines.find((line) => line.includes(quoted)) ?? '', name);
}

/** Where a prompt or an answer comes after the line that says so, it goes on here all the same. */
function continuedIn(lines: readonly string[]): string | undefined {
  for (const each of lines.toReversed()) {
    if (saidLine.test(each) && !resultLine.test(each)) return undefined;
    if (!each.includes('"continued-in"')) continue;
    const line = tryLine(each);
    if (line?.type === 'continued-in') return text(line.continuedInSessionId);
  }
  return undefined;
}

/** Forks that were made by copying lines have the same ids at their beginning; the first one is whole, since all follows from it. */
function trailOf(lines: readonly string[]): string | undefined {
  const ids = new Set<string>();
  for (const line of lines) {
    const id = rawMember(line, 'uuid')?.replaceAll('-', '').toLowerCase();
    if (id !== undefined && /^[0-9a-f]{32}$/.test(id)) ids.add(ids.size === 0 ? id : id.slice(0, 8));
    if (ids.size === trailLines) break;
  }
  return ids.size === 0 ? undefined : [...ids].join('');
}

function forkOf({ forkedFrom }: TranscriptLine): ForkedFrom | undefined {
  const { sessionId, messageUuid } = (forkedFrom ?? {}) as { sessionId?: unknown; messageUuid?: unknown };
  const id = text(sessionId);
  return id === undefined ? undefined : { id, ...given('message', text(messageUuid)) };
}

/** What the first of the lines says that has a word in it and says anything. */
function parsedWith<T>(
  lines: readonly string[],
  word: string,
  get: (line: TranscriptLine) => T | undefined,
): T | undefined {
  for (const each of lines) {
    const line = each.includes(word) ? tryLine(each) : undefined;
    const value = line && get(line);
    if (value !== undefined) return value;
  }
  return undefined;
}

const memberPatterns = new Map<string, RegExp>();

/** A member of text by its name, where the line may be cut. What is said in a conversation has its quotes escaped, and does not fit. */
function rawMember(line: string, name: string): string | undefined {
  const known = memberPatterns.get(name);
  const pattern = known ?? new RegExp(`[{,]\\s*"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.){1,4096}")`);
  if (!known) memberPatterns.set(name, pattern);
  try {
    return text(JSON.parse(pattern.exec(line)?.[1] ?? 'null'));
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? cutText(value, longest) : undefined;
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]: T });
}
