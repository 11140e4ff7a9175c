import { counted } from '../counted.ts';
import { shownLine } from '../hiddenCharacters.ts';
import { type Conversation, titleOf } from './Conversation.ts';
import { displayWidth, fitted, padded } from './displayWidth.ts';
import { shownSize } from './shownSize.ts';
import { isSweptSoon } from './sweptSoon.ts';

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly dim: (text: string) => string;
  /** Of conversations of several projects: how the folder of one is written. */
  readonly projectName?: (conversation: Conversation) => string;
}

interface Column {
  readonly heading: string;
  readonly of: (conversation: Conversation) => string;
  readonly isRight?: true;
  readonly longest?: number;
}

const gap = '  ';
const dayMs = 24 * 60 * 60 * 1000;
const leastTitle = 20;
/** Beside an id and a date alone. */
const narrowTitle = 8;
const mostTitle = 60;
const longestText = 400;

/** Conversations for a terminal, a line each, which it fits. Columns that would be empty are left out. */
export function conversationTable(conversations: readonly Conversation[], options: TableOptions): string[] {
  const all = columnsFor(options).filter(({ of }) => conversations.some((each) => of(each) !== ''));
  const cells = all.map((column) => cellsOf(column, conversations));
  const widths = cells.map((column) => Math.max(...column.map(displayWidth)));
  // What tells least goes first where there is no room.
  while (widths.length > 2 && sum(widths) + gap.length * widths.length + leastTitle > options.width) {
    widths.pop();
    cells.pop();
  }
  const left = Math.max(narrowTitle, options.width - sum(widths) - gap.length * widths.length);
  return ['Title', ...conversations.map((each) => oneLine(titleText(each)))].map((title, row) => {
    const start = cells.map((column, at) => padded(column[row] ?? '', widths[at] ?? 0, all[at]?.isRight));
    const conversation = conversations[row - 1];
    const end = conversation ? titleAndWords(title, conversation, left, options.dim) : title;
    return [...start, end].join(gap).trimEnd();
  });
}

/** The same for programs: tabs between, nothing cut, sizes and times as they are. */
export function conversationRows(conversations: readonly Conversation[], now: number): string[] {
  return conversations.map((each) =>
    [
      each.id,
      new Date(each.changedAt).toISOString(),
      placeText(each),
      each.turns ?? '',
      each.isRemnant ? '' : each.size,
      each.gitBranch ?? '',
      statesOf(each, now).join(', '),
      each.project ?? each.cwd ?? '',
      titleText(each),
      each.lastWords ?? '',
    ]
      .map((cell) => oneLine(`${cell}`, 10_000))
      .join('\t'),
  );
}

function columnsFor({ now, projectName }: TableOptions): Column[] {
  return [
    { heading: 'Id', of: ({ id }) => id.slice(0, 8) },
    { heading: 'Changed', of: ({ changedAt }) => agoText(changedAt, now) },
    { heading: 'State', of: (each) => statesOf(each, now).join(', '), longest: 36 },
    ...(projectName ? [{ heading: 'Project', of: projectName, longest: 30 }] : []),
    { heading: 'Where', of: placeText, longest: 24 },
    { heading: 'Turns', of: ({ turns }) => (turns === undefined ? '' : `${turns}`), isRight: true },
    { heading: 'Branch', of: ({ gitBranch = '' }) => (gitBranch === 'HEAD' ? '' : gitBranch), longest: 20 },
    { heading: 'Size', of: ({ size, isRemnant }) => (isRemnant ? '' : shownSize(size)), isRight: true },
  ];
}

function cellsOf(
  { heading, of, longest = longestText }: Column,
  conversations: readonly Conversation[],
): string[] {
  return [heading, ...conversations.map((each) => fitted(oneLine(of(each)), longest))];
}

function titleAndWords(
  title: string,
  { lastWords = '' }: Conversation,
  width: number,
  dim: (text: string) => string,
) {
  const words = oneLine(lastWords);
  const isOther = words !== '' && !words.startsWith(title.replace(/…$/, ''));
  const most = isOther && width > mostTitle + leastTitle ? mostTitle : width;
  const shown = fitted(title, most);
  const left = width - displayWidth(shown) - gap.length;
  return isOther && left >= leastTitle ? `${shown}${gap}${dim(fitted(words, left))}` : shown;
}

/** What it is called, or why it is not. Not escaped. */
export function titleText(conversation: Conversation): string {
  const { isRemnant, isEmpty } = conversation;
  return (
    titleOf(conversation) ??
    (isRemnant ? '(its transcript is gone)' : isEmpty ? '(nothing was said)' : '(no title)')
  );
}

/** Where it lies, in a word. */
export function placeText({ place }: Pick<Conversation, 'place'>): string {
  return place.kind === 'container' ? (place.container ?? place.volume) : place.kind;
}

/** What is special about it, most important first. */
export function statesOf(conversation: Conversation, now: number): string[] {
  const { openIn, isWaiting, isHeadless, isRemnant, forkedFrom, continuedIn, sweptAt } = conversation;
  const isSwept = sweptAt !== undefined && isSweptSoon(conversation, now);
  return [
    ...(openIn ? [openIn === 'host' ? 'open' : 'open in the container'] : []),
    ...(isWaiting ? ['waiting'] : []),
    ...(isRemnant ? ['remnant'] : []),
    ...(isSwept ? [sweptText(sweptAt - now), ...(conversation.isKept ? ['kept'] : [])] : []),
    ...(forkedFrom ? [`branch of ${forkedFrom.id.slice(0, 8)}`] : []),
    ...(continuedIn ? [`goes on in ${continuedIn.slice(0, 8)}`] : []),
    ...(isHeadless ? ['headless'] : []),
  ];
}

function sweptText(left: number): string {
  return left < dayMs ? 'deleted soon' : `deleted in ${counted(Math.floor(left / dayMs), 'day')}`;
}

/** How long ago, in a word or two; of what is older the day. */
export function agoText(time: number, now: number): string {
  const seconds = Math.max(0, (now - time) / 1000);
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 24 * 3600) return `${Math.floor(seconds / 3600)} h`;
  if (seconds < 14 * 24 * 3600) return counted(Math.floor(seconds / (24 * 3600)), 'day');
  return new Date(time).toISOString().slice(0, 10);
}

function oneLine(text: string, most = longestText): string {
  return shownLine(text.replace(/\s+/g, ' '), most);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
