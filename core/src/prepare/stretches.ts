/** A stretch of Markdown with words in it, and what in it Claude Code does not look at for imports. */
export interface Stretch {
  readonly start: number;
  end: number;
  /** Code and HTML; comments alone, of a comment that begins a line; in a list it looks at the text as it is written. */
  readonly hidden: 'inline' | 'comments' | 'nothing';
}

/** What of a text is neither code nor HTML, line by line: the blocks of Markdown, as far as it matters where they begin and end. */
export function findStretches(text: string): Stretch[] {
  return new Blocks(text).read();
}

/** A block that goes on until a line says that it ends. */
interface Open {
  /** The line that matches is its last one. */
  readonly until?: RegExp;
  /** A blank line ends it. */
  readonly untilBlank?: boolean;
  readonly comment?: Stretch;
}

/** Lists in lists are looked at so deep. */
const deepest = 50;

const marker = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/;
const rule = /^([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const heading = /^#{1,6}(?:[ \t]|$)/;
const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const definition = /^\[[^\]]+\]:/;
const htmlStart =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[ \t]|\/?>|$)/i;
const loneTag = /^<(?:[a-z][\w-]*(?:[ \t]+[^<>]*)?\/?|\/[a-z][\w-]*[ \t]*)>[ \t]*$/i;
/** What begins a block of HTML, and what ends it. */
const htmlUntil: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?:[ \t>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<\?/, /\?>/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [/^<![a-z]/i, />/],
];

class Blocks {
  readonly #text: string;
  readonly #found: Stretch[] = [];
  /** The columns at which what belongs to an item of a list begins, from the outermost list on. */
  #lists: number[] = [];
  #quotes = 0;
  #open: Open | undefined;
  #paragraph: Stretch | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Stretch[] {
    const [front = ''] = /^---[ \t]*\r?\n(?:[\s\S]*?\n)?---[ \t]*(?:\r?\n|$)/.exec(this.#text) ?? [];
    let at = front.length;
    for (const line of this.#text.slice(at).split('\n')) {
      this.#line(line.replace(/\r$/, ''), at);
      at += line.length + 1;
    }
    return this.#found;
  }

  #line(line: string, at: number): void {
    const { rest, column, quotes } = withoutQuotes(line);
    if (quotes !== this.#quotes) this.#enterQuote(quotes);
    const from = at + line.length - rest.length;
    if (rest === '') this.#blank();
    else if (!this.#open || !this.#goOn(rest, column, from)) this.#begin(rest, column, from);
  }

  #enterQuote(quotes: number): void {
    this.#quotes = quotes;
    this.#lists = [];
    this.#open = undefined;
    this.#paragraph = undefined;
  }

  #blank(): void {
    this.#paragraph = undefined;
    if (this.#open?.untilBlank) this.#open = undefined;
  }

  #leaveLists(column: number): void {
    while ((this.#lists.at(-1) ?? 0) > column) this.#lists.pop();
  }

  /** @returns false when the block has ended before this line */
  #goOn(rest: string, column: number, from: number): boolean {
    if (column < (this.#lists.at(-1) ?? 0) && !this.#open?.comment) {
      this.#open = undefined;
      return false;
    }
    const { until, comment } = this.#open ?? {};
    if (until?.test(rest)) {
      this.#open = undefined;
      if (comment) this.#found.push({ ...comment, end: from + rest.length });
    }
    return true;
  }

  /** What begins with this line, or goes on in a paragraph. */
  #begin(rest: string, column: number, from: number): void {
    if (!this.#paragraph || marker.test(rest)) this.#leaveLists(column);
    const indent = column - (this.#lists.at(-1) ?? 0);
    if (!this.#paragraph && indent >= 4) return;
    if (rule.test(rest)) this.#paragraph = undefined;
    else if (marker.test(rest) && this.#lists.length < deepest) this.#item(rest, column, from);
    else if (!this.#opens(rest, from)) this.#words(rest, from);
  }

  #item(rest: string, column: number, from: number): void {
    this.#paragraph = undefined;
    const [mark = ''] = marker.exec(rest) ?? [];
    const after = rest.slice(mark.length);
    const text = after.trimStart();
    const gap =
      columnAfter(after.slice(0, after.length - text.length), column + mark.length) - column - mark.length;
    const isCode = gap > 4;
    this.#lists.push(column + mark.length + (text === '' || isCode ? 1 : gap));
    if (text === '' || isCode) return;
    const inner = withoutQuotes(text).rest;
    if (inner !== text) this.#words(inner, from + rest.length - inner.length, 'inline');
    else this.#begin(text, column + mark.length + gap, from + rest.length - text.length);
  }

  /** @returns whether a block of code or HTML begins, or a line that is no text */
  #opens(rest: string, from: number): boolean {
    const open = this.#opened(rest, from);
    if (open) {
      this.#paragraph = undefined;
      if (!open.until?.test(rest.slice(2))) this.#open = open;
      else if (open.comment) this.#found.push({ ...open.comment, end: from + rest.length });
      return true;
    }
    return !this.#paragraph && definition.test(rest);
  }

  #opened(rest: string, from: number): Open | undefined {
    const [, ticks, tildes] = fence.exec(rest) ?? [];
    const run = ticks ?? tildes;
    if (run !== undefined) return { until: new RegExp(`^${run[0]}{${run.length},}[ \\t]*$`) };
    if (rest.startsWith('<!--'))
      return { until: /-->/, comment: { start: from, end: from, hidden: 'comments' } };
    const [, until] = htmlUntil.find(([begin]) => begin.test(rest)) ?? [];
    if (until) return { until };
    return htmlStart.test(rest) || (!this.#paragraph && loneTag.test(rest))
      ? { untilBlank: true }
      : undefined;
  }

  #words(
    rest: string,
    from: number,
    hidden: Stretch['hidden'] = this.#lists.length > 0 ? 'nothing' : 'inline',
  ): void {
    const end = from + rest.length;
    if (heading.test(rest)) {
      this.#paragraph = undefined;
      this.#found.push({ start: from, end, hidden });
    } else if (this.#paragraph) this.#paragraph.end = end;
    else {
      this.#paragraph = { start: from, end, hidden };
      this.#found.push(this.#paragraph);
    }
  }
}

/** A line without the marks of quotations and without the space before its words. */
function withoutQuotes(line: string): { rest: string; column: number; quotes: number } {
  let rest = line;
  let base = 0;
  let quotes = 0;
  for (;;) {
    const text = rest.trimStart();
    const column = columnAfter(rest.slice(0, rest.length - text.length), base) - (quotes > 0 ? base : 0);
    if (!text.startsWith('>') || column >= 4) return { rest: text, column, quotes };
    quotes++;
    rest = text.slice(1).replace(/^ /, '');
    base = 0;
  }
}

/** The column after some white space, where a tab leads to the next multiple of four. */
function columnAfter(space: string, from: number): number {
  let column = from;
  for (const char of space) column += char === '\t' ? 4 - (column % 4) : 1;
  return column;
}
