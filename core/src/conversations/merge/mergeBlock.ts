/** What was said in a turn of a branch. */
export interface SaidTurn {
  /** Of its last line. */
  readonly uuid: string;
  /** Absent where it goes on with an earlier one. */
  readonly prompt?: string;
  /** The last words of the answer. */
  readonly answer?: string;
  /** Names of the tools that were called. */
  readonly tools: readonly string[];
}

/** What a branch is called in the block, and how far it reaches. */
export interface MergeMark {
  /** The session id of the branch. */
  readonly fork: string;
  /** The uuid of the last line that was taken over; in the block, as `nameInMark` has it. */
  readonly last: string;
  readonly title?: string;
}

/** A draft, and what of the branch is not in it. */
export interface MergeDraft {
  readonly text: string;
  /** Turns from its beginning. */
  readonly turnsLeftOut: number;
  /** In turns that were cut. */
  readonly charactersLeftOut: number;
}

const longestPart = 8000;
const longestBlock = 60_000;

/** The words of turns, the newest of them where there are too many. */
export function mergeDraft(turns: readonly SaidTurn[]): MergeDraft {
  const texts: string[] = [];
  let length = 0;
  let charactersLeftOut = 0;
  let first = turns.length;
  for (; first > 0; first--) {
    const turn = turns[first - 1];
    if (!turn) break;
    const { text, leftOut } = turnText(turn);
    if (length + text.length > longestBlock) break;
    length += text.length;
    charactersLeftOut += leftOut;
    texts.unshift(text);
  }
  const note = first === 0 ? [] : [`(${first} earlier ${first === 1 ? 'turn is' : 'turns are'} left out.)`];
  return { text: [...note, ...texts].join('\n\n'), turnsLeftOut: first, charactersLeftOut };
}

function turnText({ prompt, answer, tools }: SaidTurn): { text: string; leftOut: number } {
  const parts = [shortened('User', prompt), shortened('Claude', answer)];
  const [asked, answered] = parts.map(({ text }) => text);
  const lines = [asked, toolLine(tools), answered].filter((each) => each !== undefined && each !== '');
  return { text: lines.join('\n\n'), leftOut: parts.reduce((sum, { leftOut }) => sum + leftOut, 0) };
}

function shortened(who: string, said: string | undefined): { text: string; leftOut: number } {
  if (said === undefined) return { text: '', leftOut: 0 };
  const leftOut = Math.max(0, said.length - longestPart);
  if (leftOut === 0) return { text: `${who}: ${said}`, leftOut };
  const kept = said.slice(0, longestPart).replace(/[\ud800-\udbff]$/, '');
  return { text: `${who}: ${kept}\n(${leftOut} more characters are left out.)`, leftOut };
}

function toolLine(tools: readonly string[]): string {
  if (tools.length === 0) return '';
  const names = [...new Set(tools)];
  const shown = names.slice(0, 8).map((name) => name.slice(0, 60));
  const more = names.length > shown.length ? [`${names.length - shown.length} more`] : [];
  return `(${tools.length} tool ${tools.length === 1 ? 'call' : 'calls'}: ${[...shown, ...more].join(', ')})`;
}

const open = '<local-command-stdout>';
const close = '</local-command-stdout>';

/** The content of the line: the client shows and sends it as what a command of its own printed. */
export function mergeContent({ fork, last, title }: MergeMark, text: string): string {
  const called = title === undefined ? '' : `, “${title}”`;
  const head = `Merged from the branch ${fork}${called}, up to message ${nameInMark(last)}:`;
  return `${open}${withoutTags(`${head}\n\n${text}`)}\n\nEnd of what was merged.${close}`;
}

/** A uuid as the block names it: whoever wrote the branch may have written anything in its place. */
export const nameInMark = (uuid: string) => uuid.replace(/[^\w-]/g, '_').slice(0, 64) || '_';

/** No words of a branch end the block. */
const withoutTags = (text: string) => text.replace(/<(?=\/?local-command-)/g, '‹');

/** The block of a line's content; undefined where it is none. */
export function markIn(content: unknown): Omit<MergeMark, 'title'> | undefined {
  if (typeof content !== 'string' || !content.startsWith(`${open}Merged from the branch `)) return undefined;
  const [, fork, last] =
    /^[^>]*>Merged from the branch ([\w-]+)(?:, “[^\n]*”)?, up to message ([\w-]+):\n/.exec(content) ?? [];
  return fork === undefined || last === undefined ? undefined : { fork, last };
}
