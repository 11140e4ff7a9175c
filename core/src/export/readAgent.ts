import { parseYaml, type YamlNode } from '../compose/yamlTree.ts';
import type { FilePlace } from '../filePlace.ts';
import { type Agent, parseAgent } from './agent.ts';

/** What is wrong with a description, and where. */
export interface PlacedProblem {
  readonly at: FilePlace;
  readonly message: string;
}

/**
 * Reads a description from YAML. Never throws.
 * @param given what the command line says instead, by member
 */
export function readAgent(
  text: string,
  file: string,
  given: Readonly<Record<string, unknown>> = {},
): { agent?: Agent; problems: readonly PlacedProblem[] } {
  const { root, problems } = parseYaml(text, file);
  const [first] = problems;
  const top: FilePlace = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  if (first) return { problems: [{ at: first.at, message: `${first.why}.` }] };
  if (root?.kind !== 'map')
    return {
      problems: [{ at: root?.at ?? top, message: 'A description is a map: name, image, user, home.' }],
    };
  const { agent, problems: wrong } = parseAgent(withGiven(plain(root) as Record<string, unknown>, given));
  return {
    ...(agent && { agent }),
    problems: wrong.map(({ path, message }) => ({
      at: placeOf(root, path),
      message: sentence(path, message),
    })),
  };
}

/** Members of which the command line says a part; the rest is the file's. */
const inParts = ['memory', 'volumes'];

function withGiven(
  described: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): unknown {
  const parts = inParts
    .filter((name) => name in given)
    .map((name) => [name, merged(described[name], given[name])]);
  return { ...described, ...given, ...Object.fromEntries(parts) };
}

function merged(one: unknown, other: unknown): unknown {
  if (!isMap(one) || !isMap(other)) return other;
  const entries = Object.entries(other).map(([name, value]) => [name, merged(one[name], value)]);
  return { ...one, ...Object.fromEntries(entries) };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param path of the member */
export function sentence(path: readonly (string | number)[], message: string): string {
  return `${path.join('.') || 'The description'} ${message}.`;
}

/** The tree as data. The key `$schema` is for editors. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'scalar') return node.value;
  return Object.fromEntries(
    [...node.members]
      .filter(([key]) => key !== '$schema')
      .map(([key, { node: value }]) => [key, plain(value)]),
  );
}

/** The place of a member; where it is missing, of what it is missing in. */
function placeOf(node: YamlNode, path: readonly (string | number)[]): FilePlace {
  const [step, ...rest] = path;
  if (step === undefined) return node.at;
  if (node.kind === 'list' && typeof step === 'number') {
    const item = node.items[step];
    return item ? placeOf(item, rest) : node.at;
  }
  const member = node.kind === 'map' ? node.members.get(String(step)) : undefined;
  if (!member) return node.at;
  return rest.length === 0 ? member.at : placeOf(member.node, rest);
}
