import type { RawLine, TranscriptLine } from './TranscriptLine.ts';

/** What lines say that are no messages: titles and the like. Of each the last one counts; an empty one takes the former back. */
export interface Notes {
  readonly customTitle?: string;
  readonly aiTitle?: string;
  readonly formerTitle?: string;
  readonly lastPrompt?: string;
  readonly tag?: string;
  /** The directory to which the conversation was moved. */
  readonly relocatedCwd?: string;
}

const members: Readonly<Record<string, readonly [member: string, note: keyof Notes]>> = {
  'custom-title': ['customTitle', 'customTitle'],
  'ai-title': ['aiTitle', 'aiTitle'],
  summary: ['summary', 'formerTitle'],
  'last-prompt': ['lastPrompt', 'lastPrompt'],
  tag: ['tag', 'tag'],
  relocated: ['relocatedCwd', 'relocatedCwd'],
};
const noteLine = new RegExp(`^\\s*\\{\\s*"type"\\s*:\\s*"(?:${Object.keys(members).join('|')})"`);

/** Lines that are no messages are short; a longer one is parsed only where it begins with a type that is looked for. */
const shortLine = 2048;

export function notesIn(lines: readonly RawLine[]): Notes {
  const found: Partial<Record<keyof Notes, string>> = {};
  for (let at = lines.length - 1; at >= 0; at--) {
    const each = lines[at];
    const line = each && mayBeNote(each.text) ? each.parsed : undefined;
    const [member, note] = (line && membersOf(line)) ?? [];
    if (line && member !== undefined && note !== undefined && typeof line[member] === 'string')
      found[note] ??= line[member];
  }
  return found;
}

function mayBeNote(text: string): boolean {
  return text.length <= shortLine ? !text.startsWith('{"parentUuid"') : noteLine.test(text);
}

function membersOf({ type }: TranscriptLine) {
  return typeof type === 'string' && Object.hasOwn(members, type) ? members[type] : undefined;
}
