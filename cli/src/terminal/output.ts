import {
  escapedCharacter,
  escapeHidden,
  escapeHiddenInJson,
  hiddenCharacters,
} from '@claude-sessions/core/hiddenCharacters.ts';
import pc from 'picocolors';
import { UserError } from '../host/errors.ts';
import { errorReport, isSystemError, putRight } from './errorReport.ts';
import { isQuiet } from './verbosity.ts';

/** Colours for a stream: only on a terminal, and never with NO_COLOR. */
const paint = (stream: NodeJS.WriteStream) =>
  pc.createColors(Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb');

export const out = paint(process.stdout);
export const err = paint(process.stderr);

/** Takes the result while `held` runs. */
let sink: string[] | undefined;

function write(text: string): void {
  if (sink) sink.push(text);
  else process.stdout.write(text);
}

/** Keeps back what is printed as the result meanwhile, and gives it. */
export async function held(print: () => void | Promise<void>): Promise<string> {
  const lines: string[] = [];
  sink = lines;
  try {
    await print();
  } finally {
    sink = undefined;
  }
  return lines.join('');
}

/** The result, on stdout. */
export function printResult(text: string): void {
  write(withEnd(escapeLines(text)));
}

/** A result for programs, on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(withEnd(escapeHiddenInJson(JSON.stringify(value, null, 2))));
}

/** The same of an object with a list of thousands, which is written piece by piece and never whole in memory. */
export function printJsonWithList<Item>(
  value: Record<string, unknown>,
  list: string,
  items: readonly Item[],
  json: (item: Item) => unknown,
): void {
  const text = (each: unknown) => {
    const json = JSON.stringify(each, null, 2);
    return plainJson.test(json) ? json : escapeHiddenInJson(json);
  };
  const [before = '', after = ''] = text({ ...value, [list]: [] }).split(`"${list}": []`);
  process.stdout.write(`${before}"${list}": [`);
  for (let from = 0; from < items.length; from += pieceLength) {
    // In a list of a list they are indented as they are to be.
    const piece = text([items.slice(from, from + pieceLength).map(json)]);
    process.stdout.write(`${from === 0 ? '' : ','}${piece.slice(openingLength, -closingLength)}`);
  }
  process.stdout.write(withEnd(`${items.length === 0 ? '' : '\n  '}]${after}`));
}

const openingLength = '[\n  ['.length;
const closingLength = '\n  ]\n]'.length;
const pieceLength = 25;
const plainJson = /^[\n -~]*$/;

/** One of several results for programs, on stdout: a line. */
export function printJsonLine(value: unknown): void {
  write(withEnd(escapeHiddenInJson(JSON.stringify(value))));
}

/** What a program of another's prints: byte for byte where a program reads it, harmless on a terminal. */
export function passOn(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? text.replace(/\r\n/g, '\n').replace(hiddenInLines, harmlessOrTab) : text);
}

function harmlessOrTab(character: string, ours: string | undefined): string {
  return ours ?? (character === '\t' ? character : escapedCharacter(character));
}

/** A unified diff, on stdout: byte for byte where a program reads it, coloured and harmless on a terminal. */
export function printDiff(diff: string): void {
  if (!process.stdout.isTTY) {
    write(diff);
    return;
  }
  const lines = diff.split('\n').map((line) => {
    const text = line.replace(/\r$/, '').replace(/[^\t]+/g, escapeControls);
    return line.startsWith('+') ? out.green(text) : line.startsWith('-') ? out.red(text) : text;
  });
  write(lines.join('\n'));
}

/** A line of the log, on stderr. */
export function log(text: string): void {
  process.stderr.write(withEnd(escapeLines(text)));
}

/** A line of the log that `--quiet` leaves out: progress, and what is worth knowing but no warning. */
export function note(text: string): void {
  if (!isQuiet()) log(text);
}

/**
 * Says what went wrong, on stderr, and gives the exit code. A fault of ours, and only that, comes with its stack.
 * @param asJson also on stdout, for programs
 */
export function reportError(error: unknown, asJson = false): number {
  if (asJson) printJson(errorReport(error));
  if (error instanceof UserError || isSystemError(error)) {
    const hint = error instanceof UserError ? error.hint : putRight;
    log(`${err.red('error:')} ${escapeControls(error.message)}`);
    if (hint) log(`  ${escapeControls(hint)}`);
    return error instanceof UserError ? error.exitCode : 1;
  }
  log(
    `${err.red('internal error:')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  log('  This is a fault of claude-sessions. Please report it with the lines above.');
  return 1;
}

/** Names may come from a container: control characters are shown, not sent to the terminal. For text of one line. */
export function escapeControls(text: string): string {
  return escapeHidden(text);
}

/** In a text of lines: first what is kept as it is, ends of line and our colours; then what is shown as its code. */
const hiddenInLines = new RegExp(`(\\n|\\u001b\\[(?:1|22|31|32|33|39)m)|${hiddenCharacters.source}`, 'gu');

/** The same for what has lines and colours of ours. */
function escapeLines(text: string): string {
  return text.replace(hiddenInLines, (character, ours) => ours ?? escapedCharacter(character));
}

function withEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
