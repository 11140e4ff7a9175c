import type { TranscriptSummary } from './Conversation.ts';

/** The bytes that a list reads of a transcript: all of a small one. */
export interface TranscriptEnds {
  readonly head: string;
  /** Empty where the head is all of it. */
  readonly tail: string;
}

interface Line {
  readonly type?: unknown;
  readonly [member: string]: unknown;
}

/** What the beginning and the end of a transcript say of it. Lines that are none are passed over. */
export function summarize({ head, tail }: TranscriptEnds): TranscriptSummary {
  const first = head.split('\n').flatMap(tryLine);
  const last =
    tail === ''
      ? []
      : tail
          .slice(tail.indexOf('\n') + 1)
          .split('\n')
          .flatMap(tryLine);
  const all = [...first, ...last];
  const said = all.flatMap((line) => (line.type === 'user' || line.type === 'assistant' ? line : []));
  const newest = <T>(get: (line: Line) => T | undefined) => findLast(all, get);
  const begunAt = Date.parse(findFirst(all, (line) => text(line.timestamp)) ?? '');
  const prompts = first.flatMap((line) => promptOf(line) ?? []);
  return {
    ...given(
      'customTitle',
      newest((line) => only(line, 'custom-title', 'customTitle')),
    ),
    ...given(
      'aiTitle',
      newest((line) => only(line, 'ai-title', 'aiTitle')),
    ),
    ...given('firstPrompt', prompts[0]),
    ...given('lastPrompt', newest((line) => only(line, 'last-prompt', 'lastPrompt')) ?? newest(promptOf)),
    ...given(
      'cwd',
      findFirst(all, (line) => text(line.cwd)),
    ),
    ...given(
      'gitBranch',
      newest((line) => text(line.gitBranch)),
    ),
    ...given(
      'version',
      newest((line) => text(line.version)),
    ),
    ...given('begunAt', Number.isNaN(begunAt) ? undefined : begunAt),
    ...given('turns', tail === '' ? prompts.length : undefined),
    isHeadless: (findFirst(all, (line) => text(line.entrypoint)) ?? '').startsWith('sdk-'),
    isSidechain: said.length > 0 && said.every((line) => line.isSidechain === true),
    ...given('forkedFrom', findFirst(all, forkOf)),
  };
}

function tryLine(text: string): Line[] {
  if (!text.startsWith('{')) return [];
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function promptOf(line: Line): string | undefined {
  if (line.type !== 'user' || line.isMeta === true || line.isSidechain === true) return undefined;
  const { message } = line as { message?: { content?: unknown } };
  const content = message?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const part = content.find((each) => each?.type === 'text' && typeof each.text === 'string');
  return part?.text;
}

function forkOf(line: Line): TranscriptSummary['forkedFrom'] | undefined {
  const { forkedFrom } = line as { forkedFrom?: { sessionId?: unknown; messageUuid?: unknown } };
  const id = text(forkedFrom?.sessionId);
  return id === undefined ? undefined : { id, ...given('message', text(forkedFrom?.messageUuid)) };
}

function only(line: Line, type: string, member: string): string | undefined {
  return line.type === type ? text(line[member]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function findFirst<T>(lines: readonly Line[], get: (line: Line) => T | undefined): T | undefined {
  for (const line of lines) {
    const value = get(line);
    if (value !== undefined) return value;
  }
  return undefined;
}

function findLast<T>(lines: readonly Line[], get: (line: Line) => T | undefined): T | undefined {
  return findFirst(lines.toReversed(), get);
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]: T });
}
