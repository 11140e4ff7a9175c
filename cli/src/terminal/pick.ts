import type { Key } from 'node:readline';
import { AutocompletePrompt, isCancel } from '@clack/core';
import { fitted } from '@claude-sessions/core/conversations/displayWidth.ts';
import { err, escapeControls } from './output.ts';

/** One of those that can be picked. */
export interface PickRow<T> {
  /** No two rows have the same. */
  readonly key: string;
  readonly value: T;
  /** What is typed is looked for in it: small letters. */
  readonly search: string;
  /** What is typed may be the beginning of it, too. */
  readonly id: string;
  /** Its line, in at most so many columns. Escaped. */
  text(columns: number): string;
}

/** What else can be done, by a key. */
export interface PickKey<Name extends string> {
  readonly name: Name;
  /** `tab`, or a letter that is pressed with Ctrl. */
  readonly key: string;
  /** What it does. */
  readonly label: string;
}

export interface PickRequest<T, Name extends string> {
  readonly title: string;
  readonly rows: readonly PickRow<T>[];
  /** All of them, where some are only known later. */
  readonly later?: Promise<readonly PickRow<T>[]>;
  /** What Enter does. */
  readonly enter: string;
  readonly keys: readonly PickKey<Name>[];
  /** What was typed before, and the key of the row that was picked. */
  readonly typed?: string;
  readonly at?: string;
}

export interface Picked<T, Name extends string> {
  /** Undefined: Enter. */
  readonly key: Name | undefined;
  /** Undefined where nothing is left of the list. */
  readonly row: PickRow<T> | undefined;
  /** What was typed until then. */
  readonly typed: string;
}

/**
 * Shows a list on the terminal to pick from: what is typed filters it, arrows move. Nothing of it stays on the screen.
 * @returns undefined when it was left, by Escape or Ctrl+C
 */
export async function pick<T, Name extends string>(
  request: PickRequest<T, Name>,
): Promise<Picked<T, Name> | undefined> {
  let rows = byKey(request.rows);
  let isWhole = request.later === undefined;
  let pressed: PickKey<Name> | undefined;
  const first = request.at !== undefined && rows.has(request.at) ? request.at : request.rows[0]?.key;
  const killed = new AbortController();
  const prompt = new AutocompletePrompt({
    signal: killed.signal,
    options: () => [...rows.keys()].map((value) => ({ value })),
    ...(first !== undefined && { initialValue: [first] }),
    ...(request.typed !== undefined && { initialUserInput: request.typed }),
    filter: (typed, { value }) => hasAll(rows.get(value), typed),
    output: process.stderr,
    render() {
      if (this.state === 'submit' || this.state === 'cancel') return '';
      return frameOf(request, {
        rows: this.filteredOptions.flatMap(({ value }) => rows.get(value) ?? []),
        all: rows.size,
        isWhole,
        cursor: this.cursor,
        typed: this.userInput,
        columns: process.stderr.columns || 80,
        lines: process.stderr.rows || 24,
      }).join('\n');
    },
  });
  prompt.on('key', (_character: string | undefined, { name, ctrl }: Key) => {
    pressed = request.keys.find(({ key }) => (key === 'tab' ? name === 'tab' : ctrl && name === key));
    if (pressed) prompt.state = 'submit';
    // With Ctrl+D the library reads no more, and would wait for ever.
    if (ctrl && name === 'd') prompt.state = 'cancel';
    if (name === 'pagedown' || name === 'pageup') turnPage(prompt, name === 'pagedown' ? 'down' : 'up');
  });
  const isDone = (all?: readonly PickRow<T>[]) => {
    if (all) rows = byKey(all);
    isWhole = true;
    if (prompt.state !== 'active') return;
    filterAnew(prompt);
    // By which the library draws it again.
    process.stderr.emit('resize');
  };
  void request.later?.then(isDone, () => isDone());
  if (isCancel(await untilKilled(killed, () => prompt.prompt()))) return undefined;
  const row = prompt.focusedValue === undefined ? undefined : rows.get(prompt.focusedValue);
  return { key: pressed?.name, row, typed: prompt.userInput };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Whoever kills the process gets the terminal back, with its cursor, and then the end that was asked for. */
async function untilKilled<T>(killed: AbortController, work: () => Promise<T>): Promise<T> {
  const onSignal = (signal: NodeJS.Signals) => killed.abort(signal);
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    if (killed.signal.aborted) process.kill(process.pid, killed.signal.reason);
  }
}

function byKey<T>(rows: readonly PickRow<T>[]): ReadonlyMap<string, PickRow<T>> {
  return new Map(rows.map((row) => [row.key, row]));
}

/** It does so when something else is typed, and keeps to the row that it is at. */
function filterAnew(prompt: AutocompletePrompt<{ value: string }>): void {
  for (const typed of [`${prompt.userInput} `, prompt.userInput]) prompt.emit('userInput', typed);
}

/** Moves by as many as a screen has, and not around the end. */
function turnPage(prompt: AutocompletePrompt<{ value: string }>, name: 'up' | 'down'): void {
  const left = name === 'up' ? prompt.cursor : prompt.filteredOptions.length - 1 - prompt.cursor;
  const page = Math.min(left, shownLines(process.stderr.rows || 24));
  for (let step = 0; step < page; step++) prompt.emit('key', undefined, { name });
}

/** Exported for its tests. */
export function hasAll(row: Pick<PickRow<unknown>, 'search' | 'id'> | undefined, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/);
  return row !== undefined && words.every((word) => row.search.includes(word) || row.id.startsWith(word));
}

interface Shown<T> {
  /** Those that are left by what is typed. */
  readonly rows: readonly PickRow<T>[];
  /** How many there are. */
  readonly all: number;
  /** False while some are looked for. */
  readonly isWhole: boolean;
  readonly cursor: number;
  readonly typed: string;
  readonly columns: number;
  readonly lines: number;
}

/** Lines of the screen that the list may have: the others are the title, what is typed, the keys, and one that stays free. */
const shownLines = (lines: number) => Math.max(1, lines - 4);

/** The lines of the screen, none of which is broken by the terminal. */
export function frameOf<T, Name extends string>(
  { title, enter, keys }: Pick<PickRequest<T, Name>, 'title' | 'enter' | 'keys'>,
  { rows, all, isWhole, cursor, typed, columns, lines }: Shown<T>,
): string[] {
  const width = Math.max(1, columns - 1);
  const height = shownLines(lines);
  const start = Math.min(Math.max(0, cursor - Math.floor(height / 2)), Math.max(0, rows.length - height));
  const list = rows.slice(start, start + height).map((row, index) => {
    const text = row.text(Math.max(1, width - 2));
    return start + index === cursor ? err.cyan(`> ${text}`) : `  ${text}`;
  });
  const found = typed === '' ? `${all}` : `${rows.length} of ${all}`;
  const count = isWhole ? found : `${found}, looking for more …`;
  const help = [`Enter ${enter}`, 'Esc leave', ...keys.map(({ key, label }) => `${keyWord(key)} ${label}`)];
  return [
    err.bold(fitted(`${fitted(title, Math.max(8, width - count.length - 3))} (${count})`, width)),
    fitted(typed === '' ? 'Type to filter' : `Filter: ${escapeControls(typed)}`, width),
    ...(list.length > 0 ? list : [fitted(all > 0 ? '  Nothing has these words.' : '  None yet.', width)]),
    err.dim(fitted(help.join(' · '), width)),
  ];
}

const keyWord = (key: string) => (key === 'tab' ? 'Tab' : `Ctrl+${key.toUpperCase()}`);
