import { createScanner, findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import { parseJsonc, Token } from './parseJsonc.ts';

// Edits of a JSONC text that change nothing but what they must: comments stay with the line they are on, trailing
// commas, indentation and line ends stay as they are. (jsonc-parser's `modify` inserts a new member between the last
// one and its comment.) Each function takes the text and returns the text; none fails on a place that is not there.

/** How a file is laid out, for what is added to it. */
interface Layout {
  readonly eol: string;
  readonly indent: string;
}

/** The node at a path, or undefined. */
export function nodeAt(text: string, path: JSONPath): Node | undefined {
  const { root } = parseJsonc(text);
  return root && findNodeAtLocation(root, path);
}

/** Sets a member of the object at `path`, in place when it is there, else as the last one; makes missing objects. */
export function setMember(text: string, path: JSONPath, key: string, value: unknown, layout: Layout): string {
  const existing = nodeAt(text, [...path, key]);
  if (existing) return replaceNode(text, existing, value, layout);
  const object = nodeAt(text, path);
  if (object?.type === 'object') {
    const { multiline } = shapeOf(text, object);
    return appendChild(text, object, layout, (indent) => {
      return `${JSON.stringify(key)}: ${print(value, multiline ? indent : undefined, layout)}`;
    });
  }
  const parentKey = path.at(-1);
  if (typeof parentKey !== 'string') return text;
  return setMember(text, path.slice(0, -1), parentKey, { [key]: value }, layout);
}

/** Adds an item at the end of the array at `path`; the array is made when it is missing. */
export function appendItem(text: string, path: JSONPath, value: unknown, layout: Layout): string {
  const array = nodeAt(text, path);
  if (array?.type === 'array') {
    const { multiline } = shapeOf(text, array);
    return appendChild(text, array, layout, (indent) => print(value, multiline ? indent : undefined, layout));
  }
  const key = path.at(-1);
  return typeof key === 'string' ? setMember(text, path.slice(0, -1), key, [value], layout) : text;
}

/** Puts another value in the place of the one at `path`. */
export function replaceAt(text: string, path: JSONPath, value: unknown, layout: Layout): string {
  const node = nodeAt(text, path);
  return node ? replaceNode(text, node, value, layout) : text;
}

/**
 * Puts an object or a list in the place of the value at `path`, with that value, as it is written, as all that is in it.
 * @param key of the value in the object; none makes a list
 */
export function wrapAt(text: string, path: JSONPath, key: string | undefined, layout: Layout): string {
  const node = nodeAt(text, path);
  if (!node) return text;
  const raw = text.slice(node.offset, node.offset + node.length);
  const isInline = !hasLines(text.trim());
  const own = isInline ? '' : `${layout.eol}${indentOfLine(text, node.offset)}`;
  const lead = isInline ? '' : `${own}${layout.indent}`;
  const blank = isInline ? ' ' : '';
  const wrapped =
    key === undefined
      ? `[${lead}${raw}${own}]`
      : `{${blank}${lead}${JSON.stringify(key)}: ${raw}${own}${blank}}`;
  return splice(text, node.offset, node.length, wrapped);
}

/** Puts the only member of the object at `path`, as it is written, in the object's place, unless a comment would go with it. */
export function unwrapAt(text: string, path: JSONPath, key: string): string {
  const object = nodeAt(text, path);
  const member = nodeAt(text, [...path, key]);
  if (!object || !member || object.children?.length !== 1) return text;
  const inner = text.slice(member.offset, member.offset + member.length);
  const before = text.slice(object.offset, member.offset);
  const after = text.slice(member.offset + member.length, object.offset + object.length);
  if (before.includes('/') || after.includes('/')) return text;
  return splice(text, object.offset, object.length, inner);
}

/** Takes out the member or array item at `path`, with its comma and, if nothing else is on it, its line. */
export function removeAt(text: string, path: JSONPath): string {
  const value = nodeAt(text, path);
  const child = value?.parent?.type === 'property' ? value.parent : value;
  const container = child?.parent;
  if (!child || !container?.children) return text;
  const end = child.offset + child.length;
  const previous = container.children[container.children.indexOf(child) - 1];
  const following = commaAfter(text, end);
  const leading = previous && commaAfter(text, previous.offset + previous.length);
  let result = text;
  if (following !== undefined) result = cutComma(result, following);
  result = cutChild(result, child.offset, end);
  if (following === undefined && leading !== undefined) result = cutComma(result, leading);
  return container.children.length === 1 ? closeUp(result, path.slice(0, -1)) : result;
}

function replaceNode(text: string, node: Node, value: unknown, layout: Layout): string {
  const lineIndent = hasLines(text.trim()) ? indentOfLine(text, node.offset) : undefined;
  return splice(text, node.offset, node.length, print(value, lineIndent, layout));
}

interface Shape {
  /** Its children stand on lines of their own. */
  readonly multiline: boolean;
  readonly childIndent: string;
}

function shapeOf(text: string, container: Node, indent = ''): Shape {
  const last = container.children?.at(-1);
  const own = indentOfLine(text, container.offset);
  if (!last) {
    const inner = text.slice(container.offset + 1, container.offset + container.length - 1);
    const inline = container.parent !== undefined && !hasLines(inner) && !hasLines(text.trim());
    return { multiline: !inline, childIndent: own + indent };
  }
  const previous = container.children?.at(-2);
  const lead = previous ? previous.offset + previous.length : container.offset;
  const multiline = hasLines(text.slice(lead, last.offset));
  return { multiline, childIndent: multiline ? indentOfLine(text, last.offset) : own + indent };
}

/** Puts a new last child into an object or array. `render` gets the indentation of the child's line. */
function appendChild(
  text: string,
  container: Node,
  layout: Layout,
  render: (indent: string) => string,
): string {
  const { multiline, childIndent } = shapeOf(text, container, layout.indent);
  const last = container.children?.at(-1);
  const close = container.offset + container.length - 1;
  if (!last) {
    const inner = text.slice(container.offset + 1, close);
    // A comment's blanks are the comment's.
    const keep = /^[\s\S]*[^ \t\r\n](?:[ \t]+(?=\r?\n))?/.exec(inner)?.[0] ?? '';
    const at = container.offset + 1 + keep.length;
    const child = multiline
      ? `${layout.eol}${childIndent}${render(childIndent)}${layout.eol}${indentOfLine(text, container.offset)}`
      : render(childIndent);
    return splice(text, at, close - at, child);
  }
  const lastEnd = last.offset + last.length;
  const comma = commaAfter(text, lastEnd);
  const from = comma === undefined ? lastEnd : comma + 1;
  const { at, commented } = endOfLineTrivia(text, from, close, multiline);
  // The line's own end, where ends are mixed: once the new line goes, everything is as it was.
  const eol = /^[ \t]*(\r?\n)/.exec(text.slice(at, close))?.[1] ?? layout.eol;
  const lead = multiline || commented ? `${eol}${childIndent}` : ' ';
  const added = splice(text, at, 0, `${lead}${render(childIndent)}${comma === undefined ? '' : ','}`);
  return comma === undefined ? splice(added, lastEnd, 0, ',') : added;
}

/** The offset of the separating comma after a child, past white space and comments; undefined when there is none. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return (scanner.scan() as number) === Token.comma ? scanner.getTokenOffset() : undefined;
}

/**
 * Past the comments that stand on the same line as `offset`, so that they stay with what they comment; with `wholeLine`
 * past the blanks at its end too.
 * `commented`: the last of them reaches to the line's end, so that nothing can follow it there.
 */
function endOfLineTrivia(
  text: string,
  offset: number,
  limit: number,
  wholeLine: boolean,
): { at: number; commented: boolean } {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  let at = offset;
  let lineEnd: number | undefined;
  let commented = false;
  for (let kind: number = scanner.scan(); scanner.getTokenOffset() < limit; kind = scanner.scan()) {
    if (kind === Token.trivia) continue;
    if (kind === Token.lineBreak) lineEnd = scanner.getTokenOffset();
    if (kind !== Token.lineComment && kind !== Token.blockComment) break;
    commented = kind === Token.lineComment;
    at = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return { at: (wholeLine ? lineEnd : undefined) ?? at, commented };
}

function cutComma(text: string, at: number): string {
  return cutWholeLines(text, at, at + 1) ?? splice(text, at, 1, '');
}

/** Cuts out a child, and the blanks that parted it from what else is on its line. */
function cutChild(text: string, start: number, end: number): string {
  const whole = cutWholeLines(text, start, end);
  if (whole !== undefined) return whole;
  const before = text.slice(0, start).replace(/[ \t]+$/, '');
  const indented = before === text.slice(0, lineStartOf(text, start));
  const behind = text.slice(end).replace(/^[ \t]+/, '');
  if (!indented) return before + (before.length < start ? text.slice(end) : behind);
  const joins = /^[}\]]/.test(behind) && !endsInComment(before);
  return joins ? before.replace(/\r?\n$/, '') + text.slice(end) : text.slice(0, start) + behind;
}

/** A bracket must not come to stand behind a `//`. */
function endsInComment(text: string): boolean {
  const scanner = createScanner(text, false);
  let last = 0;
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    if (kind !== Token.trivia && kind !== Token.lineBreak) last = kind;
  }
  return last === Token.lineComment;
}

/** Cuts with their ends the lines that hold nothing but `start` to `end`; undefined when they hold more. */
function cutWholeLines(text: string, start: number, end: number): string | undefined {
  const lineStart = lineStartOf(text, start);
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(lineStart, start) + text.slice(end, lineEnd);
  return lineEnd >= 0 && rest.trim() === '' ? text.slice(0, lineStart) + text.slice(lineEnd + 1) : undefined;
}

/** Takes the blanks out of an object or array that has become empty; one with a comment in it stays as it is. */
function closeUp(text: string, path: JSONPath): string {
  const node = nodeAt(text, path);
  if (!node) return text;
  const inner = text.slice(node.offset + 1, node.offset + node.length - 1);
  return inner.trim() === '' ? splice(text, node.offset + 1, inner.length, '') : text;
}

/** A value as JSON text; laid out over lines when it stands on a line indented by `lineIndent`. */
function print(value: unknown, lineIndent: string | undefined, layout: Layout): string {
  if (lineIndent === undefined) return printInline(value);
  return JSON.stringify(value, null, layout.indent).split('\n').join(`${layout.eol}${lineIndent}`);
}

function printInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${printInline(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function hasLines(text: string): boolean {
  return /[\r\n]/.test(text);
}

function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentOfLine(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, offset), offset))?.[0] ?? '';
}

function splice(text: string, offset: number, length: number, insert: string): string {
  return text.slice(0, offset) + insert + text.slice(offset + length);
}
