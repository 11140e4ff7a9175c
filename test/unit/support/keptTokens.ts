import { createScanner, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { Token } from '../../../core/src/devcontainer/parseJsonc.ts';
import { ourFeature } from '../../../core/src/features.ts';
import { isOurMount, isReplacedMount } from '../../../core/src/mounts/claudeMount.ts';
import { configDirArguments } from '../../../core/src/mounts/configDirArguments.ts';
import { parseMount } from '../../../core/src/mounts/parseMount.ts';
import { isOurComposeFile } from '../../../core/src/share/compose.ts';
import { displacedName, isPrepareCommand } from '../../../core/src/share/initializeCommand.ts';
import { toObject } from '../../../core/src/toObject.ts';

/** A token or comment that our commands must leave alone. */
export interface KeptToken {
  readonly text: string;
  /** What stands between it and the token before it, without commas; undefined when that one is none of these. */
  readonly gap: string | undefined;
}

/**
 * What is left of a devcontainer.json when all is taken out that our commands may touch: our Features, their order, mounts,
 * Compose file and `initializeCommand`, mounts of Claude made by hand, `CLAUDE_CONFIG_DIR`, the token, what telemetry takes of the host, and the place of plugins, lists and objects that this
 * empties, and commas. Written without the code that it tests.
 */
export function keptTokens(text: string, collections: readonly string[] = []): KeptToken[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const dropped: [number, number][] = root ? droppedRanges(root, collections) : [];
  const isDropped = (offset: number) => dropped.some(([start, end]) => offset >= start && offset < end);
  const kept: KeptToken[] = [];
  let end = 0;
  let adjacent = true;
  for (const token of tokensOf(text)) {
    if (token.text === ',') continue;
    if (isDropped(token.offset)) {
      adjacent = false;
    } else {
      const gap = text.slice(end, token.offset).replaceAll(',', '');
      kept.push({ text: token.text, gap: adjacent ? gap : undefined });
      adjacent = true;
    }
    end = token.offset + token.text.length;
  }
  return kept;
}

function droppedRanges(root: Node, collections: readonly string[]): [number, number][] {
  const config: unknown = getNodeValue(root);
  return (root.children ?? []).flatMap((member): [number, number][] => {
    const [key, value] = member.children ?? [];
    if (!key || !value) return [];
    const children = value.children ?? [];
    const own = children.filter((child) => isOurs(key.value, child, collections, config));
    const rest = children.filter((child) => !own.includes(child));
    const inner = own.map(rangeOf);
    // A text becomes a list of it and ours.
    if (key.value === 'dockerComposeFile') return [...inner, ...(value.children ? outline(value) : [])];
    const isEdited = [
      'features',
      'mounts',
      'containerEnv',
      'remoteEnv',
      'initializeCommand',
      'overrideFeatureInstallOrder',
    ].includes(key.value);
    if (!isEdited && !(key.value === 'runArgs' && own.length > 0)) return [];
    const empty =
      value.type === 'null' ||
      value.value === '' ||
      (value.children !== undefined &&
        rest.length === 0 &&
        !(key.value === 'initializeCommand' && value.type === 'array'));
    // The key, the colon and the brackets; comments between them stay.
    const frame = [...outline(key), colonOf(member), ...outline(value)];
    if (empty || (key.value === 'initializeCommand' && isPrepareCommand(getNodeValue(value)))) {
      return value.children ? [...inner, ...frame] : [rangeOf(key), colonOf(member), rangeOf(value)];
    }
    const [only, ...others] = rest;
    const name = only?.children?.[0];
    if (
      key.value === 'initializeCommand' &&
      value.type === 'object' &&
      others.length === 0 &&
      name?.value === displacedName
    ) {
      return [...inner, ...outline(value), rangeOf(name), colonOf(only as Node)];
    }
    return inner;
  });
}

function isOurs(member: string, child: Node, collections: readonly string[], config: unknown): boolean {
  const name: unknown = child.children?.[0]?.value;
  if (member === 'features') return typeof name === 'string' && ourFeature(name, collections) !== undefined;
  if (member === 'overrideFeatureInstallOrder') return isOurEntry(child.value, config, collections);
  if (member === 'dockerComposeFile') return isOurComposeFile(child.value);
  if (member === 'mounts') {
    const mount = parseMount(getNodeValue(child));
    return mount !== undefined && (isOurMount(mount) || isReplacedMount(mount, config));
  }
  if (member === 'initializeCommand') {
    const command = child.children?.[1];
    return child.type === 'property' && command !== undefined && isPrepareCommand(getNodeValue(command));
  }
  if (member === 'runArgs') {
    const index = child.parent?.children?.indexOf(child) ?? -1;
    return configDirArguments(config).some(({ indices }) => indices.includes(index));
  }
  if (member !== 'containerEnv' && member !== 'remoteEnv') return false;
  if (member === 'containerEnv' && name === 'CLAUDE_CODE_PLUGIN_SEED_DIR') {
    return child.children?.[1]?.value === '/mnt/claude-host/plugins';
  }
  const value: unknown = child.children?.[1]?.value;
  if (member === 'remoteEnv' && typeof value === 'string' && value.startsWith(`\${localEnv:${name}`))
    if (name === 'CLAUDE_CODE_ENABLE_TELEMETRY' || String(name).startsWith('OTEL_')) return true;
  return name === 'CLAUDE_CONFIG_DIR' || (member === 'remoteEnv' && name === 'CLAUDE_CODE_OAUTH_TOKEN');
}

/** An entry of the order in which Features are installed: we write each as it stands in `features`. */
export function isOurEntry(entry: unknown, config: unknown, collections: readonly string[]): boolean {
  const { features } = toObject(config);
  return (
    typeof entry === 'string' &&
    (ourFeature(entry, collections) !== undefined || Object.hasOwn(toObject(features), entry))
  );
}

const rangeOf = ({ offset, length }: Node): [number, number] => [offset, offset + length];
const colonOf = ({ colonOffset = -1 }: Node): [number, number] => [colonOffset, colonOffset + 1];

/** The brackets of an object or array; all of anything else. */
function outline(node: Node): [number, number][] {
  const [start, end] = rangeOf(node);
  return node.children && node.type !== 'property'
    ? [
        [start, start + 1],
        [end - 1, end],
      ]
    : [[start, end]];
}

function tokensOf(text: string): { offset: number; text: string }[] {
  const scanner = createScanner(text, false);
  const tokens: { offset: number; text: string }[] = [];
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    if (kind === Token.trivia || kind === Token.lineBreak) continue;
    const offset = scanner.getTokenOffset();
    tokens.push({ offset, text: text.slice(offset, offset + scanner.getTokenLength()) });
  }
  return tokens;
}
