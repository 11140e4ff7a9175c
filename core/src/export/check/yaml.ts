import type { YamlMember, YamlNode } from '../../compose/yamlTree.ts';
import type { FilePlace } from '../../filePlace.ts';

// Reading a tree of which nothing is certain.

export function memberOf(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  return node?.kind === 'map' ? memberOf(node.members.get(step)?.node, ...rest) : undefined;
}

export function membersOf(node: YamlNode | undefined): (YamlMember & { key: string })[] {
  return node?.kind === 'map' ? [...node.members].map(([key, member]) => ({ key, ...member })) : [];
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null && node.value !== undefined
    ? String(node.value)
    : undefined;
}

export function textAt(node: YamlNode | undefined, ...path: readonly string[]): string | undefined {
  return textOf(memberOf(node, ...path));
}

/** The place of the innermost member that is there. */
export function placeAt(node: YamlNode, ...path: readonly string[]): FilePlace {
  const [step, ...rest] = path;
  const member = step === undefined || node.kind !== 'map' ? undefined : node.members.get(step);
  if (!member) return node.at;
  return rest.length === 0 ? member.at : placeAt(member.node, ...rest);
}

/** Items that come a second time, by their key. */
export function repeated(
  nodes: readonly YamlNode[],
  keyOf: (node: YamlNode) => string | undefined,
): YamlNode[] {
  const seen = new Set<string>();
  return nodes.filter((node) => {
    const key = keyOf(node);
    if (key === undefined) return false;
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain;
  });
}

/** Everything in a tree, itself included. */
export function walk(
  node: YamlNode,
  visit: (node: YamlNode, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  visit(node, path);
  for (const { key, node: value } of membersOf(node)) walk(value, visit, [...path, key]);
  for (const item of itemsOf(node)) walk(item, visit, [...path, '*']);
}
