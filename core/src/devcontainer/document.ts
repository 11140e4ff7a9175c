import { getNodeValue, type Node, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { maxDepth, parseJsonc } from './parseJsonc.ts';

/**
 * What is wrong with a document: `syntax`: it is no JSON with comments; `depth`: nested too deep; `type`: another kind of value
 * is expected; `duplicate`: a member is written twice; `prototype`: a member named `__proto__`.
 */
type ErrorKind = 'syntax' | 'depth' | 'type' | 'duplicate' | 'prototype';

/** Line and column count from 1. */
export interface DocumentError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A devcontainer.json as it is written: its text, its tree, and how it is laid out. */
export interface DevcontainerDocument {
  /** The text without a byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
  /** One step of indentation. */
  readonly indent: string;
  readonly root: Node | undefined;
  readonly errors: readonly DocumentError[];
}

/** A broken file of some size has a great many errors, each as good as the first. */
const maxErrors = 20;

/**
 * Reads a devcontainer.json (JSON with comments; trailing commas are tolerated, as by the Dev Containers tools).
 * Never throws: broken text gives whatever tree there is, and `errors`.
 */
export function parseDocument(source: string): DevcontainerDocument {
  const bom = source.startsWith('\uFEFF');
  const text = bom ? source.slice(1) : source;
  const { root, errors: parseErrors, tooDeepAt: deep } = parseJsonc(text);
  const problems: Problem[] = [
    ...parseErrors.map((error) => problem('syntax', error.offset, describe(error, root))),
    ...(deep === undefined ? [] : [problem('depth', deep, `nested more than ${maxDepth} levels deep`)]),
    ...(parseErrors.length === 0 ? wrongTypes(root) : []),
    ...duplicateKeys(root),
    ...(/__proto__|\\u/.test(text) ? prototypeKeys(root) : []),
  ];
  const errors = problems.slice(0, maxErrors).map((each) => ({ ...each, ...positionOf(text, each.offset) }));
  return { text, bom, eol: detectEol(text), indent: detectIndent(text), root, errors };
}

const values = new WeakMap<Node, unknown>();

/**
 * The value of the whole file, or undefined. The same one for everybody who asks: it is not to be changed. What a member
 * is, is read when somebody asks for it: most of a large file are settings of editors, which nobody here does.
 */
export function documentValue({ root }: Pick<DevcontainerDocument, 'root'>): unknown {
  if (!root) return undefined;
  if (!values.has(root)) values.set(root, root.type === 'object' ? lazyObject(root) : getNodeValue(root));
  return values.get(root);
}

/** As `getNodeValue` makes it of an object, each member when it is first asked for. */
function lazyObject(object: Node): unknown {
  const result = Object.create(null);
  for (const { key, value } of membersOf(object)) {
    if (!value) continue;
    const define = (how: PropertyDescriptor) =>
      Object.defineProperty(result, key.value, { ...how, enumerable: true, configurable: true });
    define({
      get() {
        const known = getNodeValue(value);
        define({ value: known, writable: true });
        return known;
      },
    });
  }
  return result;
}

/** The text as it goes back into the file. */
export function documentSource(document: Pick<DevcontainerDocument, 'text' | 'bom'>): string {
  return document.bom ? `\uFEFF${document.text}` : document.text;
}

/** Line and column (from 1) of an offset. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

type Problem = Pick<DocumentError, 'kind' | 'offset' | 'message'>;

const problem = (kind: ErrorKind, offset: number, message: string): Problem => ({ kind, offset, message });

/** Types of the members that we edit (containers.dev, "devcontainer.json properties"); null is as good as absent. */
const expectedTypes: Readonly<Record<string, readonly string[]>> = {
  features: ['object'],
  mounts: ['array'],
  containerEnv: ['object'],
  remoteEnv: ['object'],
  initializeCommand: ['string', 'array', 'object'],
};

function wrongTypes(root: Node | undefined): Problem[] {
  if (!root) return [];
  if (root.type !== 'object') return [wrongType(root, 'an object')];
  return membersOf(root).flatMap(({ key, value }) => {
    const expected = Object.hasOwn(expectedTypes, key.value) ? expectedTypes[key.value] : undefined;
    if (!expected || !value || value.type === 'null' || expected.includes(value.type)) return [];
    return [wrongType(value, `${expected.map(article).join(' or ')} for "${key.value}"`)];
  });
}

function wrongType(node: Node, expected: string): Problem {
  return problem('type', node.offset, `${expected} is expected here, not ${article(node.type)}`);
}

/**
 * Members that are written twice, in the outermost object and in those that we edit: readers disagree on which counts,
 * so neither is edited.
 */
function duplicateKeys(root: Node | undefined): Problem[] {
  const members = membersOf(root);
  const edited = members.filter(({ key }) => Object.hasOwn(expectedTypes, key.value));
  return [members, ...edited.map(({ value }) => membersOf(value))].flatMap((each) => {
    const seen = new Set<string>();
    return each.flatMap(({ key }) => {
      const again = seen.has(key.value);
      seen.add(key.value);
      const message = `"${key.value}" is here a second time; keep one of the two`;
      return again ? [problem('duplicate', key.offset, message)] : [];
    });
  });
}

/**
 * Members named `__proto__`, however deep. The parser of the Dev Containers tools (jsonc-parser's `parse`) makes what they
 * hold the prototype of the object around them: members that act, and that nobody sees who lists the object's own.
 */
function prototypeKeys(node: Node | undefined): Problem[] {
  const isOne = node?.type === 'property' && node.children?.[0]?.value === '__proto__';
  const message = '"__proto__" makes the tools read members that cannot be seen here; remove it';
  return [
    ...(isOne ? [problem('prototype', node.offset, message)] : []),
    ...(node?.children ?? []).flatMap(prototypeKeys),
  ];
}

interface Member {
  readonly key: Node & { value: string };
  /** Missing while somebody types. */
  readonly value: Node | undefined;
}

function membersOf(object: Node | undefined): Member[] {
  return (object?.type === 'object' ? (object.children ?? []) : []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return typeof key?.value === 'string' ? [{ key: key as Member['key'], value }] : [];
  });
}

function describe(error: ParseError, root: Node | undefined): string {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words === 'value expected' && !root ? 'the file is empty' : words;
}

function article(type: string): string {
  if (type === 'null') return type;
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function detectEol(text: string): '\n' | '\r\n' {
  const newline = text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

function detectIndent(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '\t';
}
