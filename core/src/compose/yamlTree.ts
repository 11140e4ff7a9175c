import {
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParseOptions,
  parseAllDocuments,
  parseDocument,
} from 'yaml';
import type { FilePlace } from '../filePlace.ts';

/** A value of a YAML file and where it stands; aliases and merge keys are replaced by what they stand for. */
export type YamlNode = {
  readonly at: FilePlace;
  /** As it stands in the file. */
  readonly written: string;
  /** One of Compose's own: `!reset`, `!override`. */
  readonly tag: string | undefined;
} & (
  | { readonly kind: 'map'; readonly members: ReadonlyMap<string, YamlMember> }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'scalar'; readonly value: unknown }
);

export interface YamlMember {
  /** Of key and value together. */
  readonly at: FilePlace;
  readonly written: string;
  readonly node: YamlNode;
}

/** A file that is not, or not only, what it should be. */
export interface YamlProblem {
  readonly why: string;
  readonly at: FilePlace;
}

/** Nobody's Compose file comes near; a few lines of aliases of aliases go far beyond. */
const maxNodes = 20_000;
const maxDepth = 60;

class TooMuch extends Error {}

/**
 * Reads a YAML file. Never throws; of a broken file, what can be read.
 * @param file as shown
 */
export function parseYaml(text: string, file: string): { root?: YamlNode; problems: YamlProblem[] } {
  return safely(text, file, (options, read) => read(parseDocument(text, options)));
}

/** Reads every document of a YAML file, as `parseYaml` reads one; an empty one is left out. */
export function parseYamlDocuments(
  text: string,
  file: string,
): { roots: YamlNode[]; problems: YamlProblem[] } {
  const problems: YamlProblem[] = [];
  const roots: YamlNode[] = [];
  const last = safely(text, file, (options, read) => {
    for (const document of parseAllDocuments(text, options)) {
      const { root, problems: more } = read(document);
      problems.push(...more);
      if (root) roots.push(root);
    }
    return { problems: [] };
  });
  return { roots, problems: [...problems, ...last.problems] };
}

interface Read {
  root?: YamlNode;
  problems: YamlProblem[];
}

function safely(
  text: string,
  file: string,
  parse: (options: ParseOptions & DocumentOptions, read: (document: Document.Parsed) => Read) => Read,
): Read {
  const lines = new LineCounter();
  const top: FilePlace = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const placeOf = (start: number, end: number) => filePlace(lines, file, start, end);
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    // What the library does about them takes time by the square of their number.
    uniqueKeys: false,
    logLevel: 'silent',
  } as const;
  try {
    return parse(options, (document) => {
      const [error] = document.errors;
      const problems = error ? [{ why: whatIsWrong(error.code), at: placeOf(...error.pos) }] : [];
      const root = document.contents && new Converter(text, placeOf).convert(document.contents, 0);
      return { problems, ...(root && { root }) };
    });
  } catch (error) {
    if (error instanceof TooMuch) return { problems: [{ why: error.message, at: top }] };
    // The library goes down by recursion.
    if (error instanceof RangeError) return { problems: [{ why: 'it is nested too deep', at: top }] };
    return { problems: [{ why: 'it is no YAML that can be read', at: top }] };
  }
}

/** The library's own words repeat what stands in the file. */
function whatIsWrong(code: string): string {
  return code === 'MULTIPLE_DOCS'
    ? 'it holds several YAML documents, of which the first was read'
    : `it is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`;
}

class Converter {
  private readonly text: string;
  private readonly placeOf: (start: number, end: number) => FilePlace;
  private readonly anchors = new Map<string, Node>();
  private count = 0;

  constructor(text: string, placeOf: (start: number, end: number) => FilePlace) {
    this.text = text;
    this.placeOf = placeOf;
  }

  convert(node: Node, depth: number): YamlNode | undefined {
    this.count++;
    if (this.count > maxNodes) throw new TooMuch(`its aliases stand for more than ${maxNodes} values`);
    if (depth > maxDepth) throw new TooMuch('it is nested too deep');
    if (isAlias(node)) {
      const anchored = this.anchors.get(node.source);
      return anchored && this.convert(anchored, depth + 1);
    }
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    const [start = 0, end = start] = node.range ?? [];
    const common = { at: this.placeOf(start, end), written: this.text.slice(start, end), tag: node.tag };
    if (isMap(node)) return { ...common, kind: 'map', members: this.members(node.items, depth) };
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.convert(item as Node, depth + 1) ?? []);
      return { ...common, kind: 'list', items };
    }
    return { ...common, kind: 'scalar', value: isScalar(node) ? node.value : undefined };
  }

  /** What stands in the map itself wins over what it merges, wherever the merge key stands. */
  private members(pairs: readonly Pair[], depth: number): Map<string, YamlMember> {
    const merged = new Map<string, YamlMember>();
    const own = new Map<string, YamlMember>();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) continue;
      const [start = 0, keyEnd = start] = key.range ?? [];
      const node = value ? this.convert(value as Node, depth + 1) : undefined;
      const isMerge = key.value === '<<' && key.type === 'PLAIN';
      if (isMerge && node) for (const [name, member] of mergedMembers(node)) addOnce(merged, name, member);
      if (isMerge) continue;
      const end = (value as Node | null)?.range?.[1] ?? keyEnd;
      const at = this.placeOf(start, Math.max(end, keyEnd));
      const written = this.text.slice(start, Math.max(end, keyEnd));
      own.set(String(key.value), {
        at,
        written,
        node: node ?? { at, written: '', tag: undefined, kind: 'scalar', value: null },
      });
    }
    return new Map([...merged, ...own]);
  }
}

function mergedMembers(node: YamlNode): [string, YamlMember][] {
  if (node.kind === 'map') return [...node.members];
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'map' ? [...item.members] : []));
}

function addOnce(map: Map<string, YamlMember>, name: string, member: YamlMember): void {
  if (!map.has(name)) map.set(name, member);
}

function filePlace(lines: LineCounter, file: string, start: number, end: number): FilePlace {
  const from = lines.linePos(start);
  const to = lines.linePos(Math.max(start, end));
  return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
}
