import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { HostNames } from './HostNames.ts';
import { copyOf, mapToolInput } from './pathPlaces.ts';

/** Members of the blocks that a message may have: what goes to the model, and comes from it. */
const blocks: Readonly<Record<string, string>> = {
  text: 'text citations',
  thinking: 'thinking signature',
  redacted_thinking: 'data',
  tool_use: 'id name input',
  tool_result: 'tool_use_id content is_error',
  tool_reference: 'tool_name',
  image: 'source',
  document: 'source title context citations',
  search_result: 'source title content citations',
  server_tool_use: 'id name input',
  web_search_tool_result: 'tool_use_id content',
  web_fetch_tool_result: 'tool_use_id content',
  code_execution_tool_result: 'tool_use_id content',
  mcp_tool_use: 'id name server_name input',
  mcp_tool_result: 'tool_use_id content is_error',
};

/** Members whose value must be a text. */
const texts: ReadonlySet<string> = new Set(
  'text thinking signature data id name tool_use_id tool_name server_name title context'.split(' '),
);

const isText = (value: unknown) => typeof value === 'string' || value === null;
const isSet = (value: unknown) => isRecord(value) || value === null;

const messageMembers: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isText,
  type: isText,
  model: isText,
  stop_reason: isText,
  stop_sequence: isText,
  stop_details: isSet,
  container: isSet,
  context_management: isSet,
  diagnostics: isSet,
  usage: isRecord,
};

/** A message, rebuilt; undefined when nothing is left of it. `unknown` is told of kinds of blocks that are left out. */
export function rebuildMessage(
  message: unknown,
  role: 'user' | 'assistant',
  names: HostNames,
  unknown: (name: string) => void,
): JsonRecord | undefined {
  if (!isRecord(message)) return undefined;
  const content = rebuildContent(message.content, names, unknown);
  if (content === undefined) return undefined;
  const rebuilt: JsonRecord = {};
  for (const [name, fits] of Object.entries(messageMembers))
    if (Object.hasOwn(message, name) && fits(message[name])) rebuilt[name] = copyOf(message[name]);
  return { ...rebuilt, role, content };
}

/** A text, or a list of blocks. */
export function rebuildContent(
  content: unknown,
  names: HostNames,
  unknown: (name: string) => void,
): string | JsonRecord[] | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const kept = content
    .map((block) => rebuildBlock(block, names, unknown))
    .filter((block): block is JsonRecord => block !== undefined);
  return kept.length > 0 || content.length === 0 ? kept : undefined;
}

function rebuildBlock(
  block: unknown,
  names: HostNames,
  unknown: (name: string) => void,
): JsonRecord | undefined {
  const type = isRecord(block) && typeof block.type === 'string' ? block.type : '';
  const members = Object.hasOwn(blocks, type) ? blocks[type] : undefined;
  if (!isRecord(block) || members === undefined) {
    unknown(`block ${type}`);
    return undefined;
  }
  if (needs(type).some((name) => typeof block[name] !== 'string')) {
    unknown(`block ${type}: form`);
    return undefined;
  }
  const rebuilt: JsonRecord = { type };
  for (const name of members.split(' ')) {
    const value = Object.hasOwn(block, name) ? member(block, name, names, unknown) : undefined;
    if (value !== undefined) rebuilt[name] = value;
  }
  return rebuilt;
}

/** Without which the model is not asked: a call's name, the call of a result, a text. */
function needs(type: string): readonly string[] {
  if (type === 'text') return ['text'];
  if (type.endsWith('tool_use')) return ['id', 'name'];
  return type.endsWith('_result') && type !== 'search_result' ? ['tool_use_id'] : [];
}

function member(block: JsonRecord, name: string, names: HostNames, unknown: (name: string) => void): unknown {
  const value = block[name];
  if (texts.has(name) && typeof value !== 'string') return undefined;
  if (name === 'input') return isRecord(value) ? mapToolInput(String(block.name), value, names) : {};
  if (name === 'content' && block.type === 'tool_result') return rebuildContent(value, names, unknown);
  if (name === 'is_error') return value === true;
  return copyOf(value);
}
