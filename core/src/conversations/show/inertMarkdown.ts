import { fencedCode } from './fencedCode.ts';

/**
 * Markdown of somebody else's that reads as before and does nothing: no HTML, no image, no link, no heading of the ranks that are ours.
 * Code is left alone, where it is beyond doubt that whoever shows it takes it for code.
 */
export function inertMarkdown(text: string): string {
  const blocks: string[] = [];
  let plain: string[] = [];
  let fence: Fence | undefined;
  let code: string[] = [];
  const endPlain = () => {
    if (plain.length > 0) blocks.push(inertLines(plain));
    plain = [];
  };
  for (const line of text.split('\n')) {
    if (fence) {
      if (endsFence(line, fence)) {
        blocks.push(fenced(code, fence.language));
        fence = undefined;
        code = [];
      } else code.push(line);
      continue;
    }
    fence = fenceOf(line);
    if (fence) endPlain();
    else plain.push(line);
  }
  endPlain();
  // One that is never closed.
  if (fence) blocks.push(fenced(code, fence.language));
  return blocks.join('\n');
}

interface Fence {
  readonly sign: string;
  readonly language: string;
}

/** Only one that stands by itself: within a list or a quotation it is text to us. Of what it names, a word is kept. */
function fenceOf(line: string): Fence | undefined {
  const [, sign, language = ''] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})[ \t]*([\w+#.-]{0,30})/.exec(line) ?? [];
  return sign === undefined ? undefined : { sign, language };
}

function endsFence(line: string, { sign }: Fence): boolean {
  const text = line.trim();
  return /^ {0,3}\S/.test(line) && text.length >= sign.length && text === (sign[0] ?? '').repeat(text.length);
}

const fenced = (code: readonly string[], language: string) => `\n${fencedCode(code.join('\n'), language)}\n`;

function inertLines(lines: readonly string[]): string {
  const paragraphs = lines.join('\n').split(/(\n\s*\n)/);
  return paragraphs.map((each, index) => (index % 2 === 1 ? each : inertParagraph(each))).join('');
}

function inertParagraph(text: string): string {
  const lines = text.split('\n');
  const isClear = lines.every((line) => codeParts(line) !== undefined);
  return lines
    .map((line) => {
      const parts = isClear ? codeParts(line) : undefined;
      return inertLine(
        (parts ?? [line]).map((part, index) => (index % 2 === 1 ? part : inert(part))).join(''),
      );
    })
    .join('\n');
}

/**
 * A line as text, code, text, code, … text; undefined where another reader may see that otherwise: signs that are left over or
 * escaped, and the borders of a table's cells.
 */
function codeParts(line: string): string[] | undefined {
  if (line.includes('\\`') || fenceSign.test(line)) return undefined;
  const parts: string[] = [];
  const runs = [...line.matchAll(/`+/g)];
  let from = 0;
  for (let index = 0; index < runs.length; index++) {
    const open = runs[index];
    if (!open) break;
    let close = index + 1;
    while (close < runs.length && runs[close]?.[0].length !== open[0].length) close++;
    const last = runs[close];
    if (!last) return undefined;
    const end = last.index + last[0].length;
    const code = line.slice(open.index, end);
    if (code.includes('|')) return undefined;
    parts.push(line.slice(from, open.index), code);
    from = end;
    index = close;
  }
  return [...parts, line.slice(from)];
}

/** No tag, no image, no link, and no definition of where a link leads. */
function inert(text: string): string {
  return text
    .replaceAll('<', '&lt;')
    .replaceAll('![', '!\\[')
    .replaceAll('](', ']\\(')
    .replaceAll('][', ']\\[')
    .replaceAll(']:', ']\\:');
}

/** What stands before a block within quotations and lists. */
const within = String.raw`(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*`;

const heading = new RegExp(`^(${within})(#{1,6})(?=\\s|$)`);

const underline = new RegExp(`^(${within})(=+|-+)(\\s*)$`);

/** What would begin a block of code. */
const fenceSign = new RegExp(`^(${within})(?=\`{3}|~{3})`);

/** Headings of the third rank and below; no line below a line that makes it a heading; no block of code but ours. */
function inertLine(line: string): string {
  return line
    .replace(
      heading,
      (_, before: string, signs: string) => before + '#'.repeat(Math.min(6, signs.length + 2)),
    )
    .replace(underline, '$1\\$2$3')
    .replace(fenceSign, '$1\\');
}
