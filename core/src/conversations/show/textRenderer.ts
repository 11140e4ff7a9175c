import { counted } from '../../counted.ts';
import { shownLine } from '../../hiddenCharacters.ts';
import { type DiffLine, editDiff } from './editDiff.ts';
import {
  compactionWords,
  gapWords,
  headerWords,
  heading,
  imageWords,
  isMinor,
  shownTime,
} from './itemWords.ts';
import type { Renderer, RenderOptions } from './Renderer.ts';
import type {
  ShownBranch,
  ShownCall,
  ShownForks,
  ShownHeader,
  ShownItem,
  ShownMessage,
  ShownNote,
  ShownPart,
  ShownResult,
} from './ShownItem.ts';
import { mainArgument, otherArguments } from './toolWords.ts';
import { visibleText, withoutEnd } from './visibleText.ts';

type Paint = (text: string) => string;

export interface Paints {
  readonly bold: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

/** Of what is folded, so many lines are shown. */
const folded = { result: 3, diff: 20, thinking: 1, note: 20 } as const;

const titleLength = 100;
const idLength = 8;

/** For a terminal. Nothing of it reaches the terminal but as text. */
export class TextRenderer implements Renderer {
  constructor(
    readonly options: RenderOptions,
    readonly paint: Paints,
  ) {}

  begin(header: ShownHeader): string {
    const title = header.title === undefined ? [] : [this.paint.bold(shownLine(header.title, titleLength))];
    return `${[...title, ...headerWords(header).map((line) => shownLine(line))].join('\n')}\n`;
  }

  item(item: ShownItem): string {
    if (isMinor(item) && !this.options.full) return '';
    const lines = this.#lines(item);
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  end(): string {
    return '';
  }

  #lines(item: ShownItem): string[] {
    const { paint, options } = this;
    if (item.kind === 'message') return this.#message(item);
    if (item.kind === 'note') return this.#note(item);
    if (item.kind === 'forks') return this.#forks(item);
    if (item.kind === 'gap') return ['', paint.yellow(`… ${gapWords(item, options.more)}`)];
    return ['', paint.yellow(`── ${shownLine(compactionWords(item))} ──`)];
  }

  #message(item: ShownMessage): string[] {
    const parts = item.parts.flatMap((part) => ['', ...this.#part(part)]);
    const id = this.#idOf(item);
    if (item.isContinued) return id === undefined ? parts : ['', `── ${id} ──`, ...parts];
    const title = [heading(item), id].filter(Boolean).join(' · ');
    return ['', this.paint.bold(`── ${shownLine(title)} ──`), ...parts];
  }

  /** By which `branch --at` knows it. What Claude says is of several lines: one of them is not the whole of it. */
  #idOf({ who, id }: ShownMessage): string | undefined {
    return who === 'user' || this.options.full ? shownLine(id.slice(0, idLength)) : undefined;
  }

  #part(part: ShownPart): string[] {
    if (part.kind === 'call') return this.#call(part);
    if (part.kind === 'text') return visibleLines(part.text);
    if (part.kind === 'thinking') return this.#thinking(part.text);
    if (part.kind === 'image') return [`[${shownLine(imageWords(part))}]`];
    return this.#result(part);
  }

  #thinking(text: string): string[] {
    const lines = visibleLines(text.trim());
    const [first = '', ...rest] = lines;
    return [`∴ ${first}`, ...this.#folded(rest, folded.thinking - 1).map(indented)];
  }

  #call(call: ShownCall): string[] {
    const { paint, options } = this;
    const { name, result, agent } = call;
    const diff = editDiff(call);
    const argument = shownLine(mainArgument(call), titleLength);
    const mark = result?.isError ? paint.red('●') : paint.green('●');
    return [
      `${mark} ${paint.bold(shownLine(name, titleLength))}${argument === '' ? '' : ` ${argument}`}`,
      ...(options.full ? this.#input(call, diff !== undefined) : []),
      ...(diff ? this.#diff(diff) : []),
      ...(result && !(diff && !result.isError && !options.full) ? this.#result(result) : []),
      ...(agent?.items ?? []).flatMap((item) => this.#agent(item)),
    ];
  }

  #input(call: ShownCall, hasDiff: boolean): string[] {
    const left = otherArguments(call, hasDiff);
    const main = mainArgument(call);
    return [
      ...(main.length > titleLength || main.includes('\n') ? visibleLines(main) : []),
      ...Object.entries(left).flatMap(([name, value]) =>
        visibleLines(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
      ),
    ].map(indented);
  }

  #result({ isError, parts }: ShownResult): string[] {
    const lines = parts.flatMap((part) =>
      part.kind === 'image' ? [`[${shownLine(imageWords(part))}]`] : visibleLines(withoutEnd(part.text)),
    );
    const shown = this.#folded(lines, folded.result).map(indented);
    return isError ? shown.map(this.paint.red) : shown;
  }

  #diff(lines: readonly DiffLine[]): string[] {
    const { paint } = this;
    const coloured = lines.map(({ sign, text }) => {
      const line = sign === '@' ? '⋮' : `${sign} ${oneLine(text)}`;
      return sign === '+' ? paint.green(line) : sign === '-' ? paint.red(line) : line;
    });
    return this.#folded(coloured, folded.diff).map(indented);
  }

  #agent(item: ShownItem): string[] {
    if (isMinor(item) && !this.options.full) return [];
    return this.#lines(item).map((line) => (line === '' ? line : `  │ ${line}`));
  }

  #folded(lines: readonly string[], most: number): string[] {
    // A line that says that one is left out takes as much room as that one.
    if (this.options.full || lines.length <= most + 1) return [...lines];
    return [...lines.slice(0, most), `… ${counted(lines.length - most, 'more line')}`];
  }

  #note({ what, text, isError }: ShownNote): string[] {
    if (text.includes('\n') && !isError) {
      const lines = this.#folded(visibleLines(withoutEnd(text)), folded.note);
      return ['', `· ${shownLine(what)}`, ...lines.map(indented)];
    }
    const line = shownLine(`${what}: ${text}`, this.options.full ? 4000 : 200).replace(/: $/, '');
    return ['', isError ? this.paint.red(`! ${line}`) : `· ${line}`];
  }

  #forks({ branches, conversations }: ShownForks): string[] {
    const { paint } = this;
    return [
      '',
      ...branches.flatMap((each) => branchLines(each)).map((line) => paint.yellow(line)),
      ...conversations.map(({ id, title }) =>
        paint.yellow(shownLine(`⑂ conversation ${id} was forked here${title ? `: ${title}` : ''}`)),
      ),
    ];
  }
}

function branchLines({ messages, time, words, branches }: ShownBranch): string[] {
  const line = ['⑂ another branch', counted(messages, 'message'), shownTime(time), words].filter(Boolean);
  return [shownLine(line.join(' · ')), ...branches.flatMap(branchLines).map(indented)];
}

const indented = (line: string) => `  ${line}`;

const oneLine = (text: string) => visibleText(text).replaceAll('\t', '    ').replaceAll('\n', '\\u000a');

function visibleLines(text: string): string[] {
  return visibleText(text).replaceAll('\t', '    ').split('\n');
}
