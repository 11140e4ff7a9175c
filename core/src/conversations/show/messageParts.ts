import { toObject } from '../../toObject.ts';
import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import { bytesLeftOut, leftOutNote } from './leftOut.ts';
import type { ShownCall, ShownImage, ShownPart, ShownResult, ShownText } from './ShownItem.ts';

/** The parts of a message, results of tools among them. */
export function partsOf(content: unknown): ShownPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => (isRecord(block) ? partOf(block) : []));
}

function partOf(block: JsonRecord): ShownPart[] {
  if (block.type === 'tool_use' || block.type === 'server_tool_use') return [callOf(block)];
  if (block.type === 'tool_result' || typeof block.tool_use_id === 'string') return [resultOf(block)];
  if (block.type === 'thinking') return thinkingOf(block);
  return block.type === 'redacted_thinking' ? [] : simplePart(block);
}

function thinkingOf({ thinking }: JsonRecord): ShownPart[] {
  return typeof thinking === 'string' && thinking !== '' ? [{ kind: 'thinking', text: thinking }] : [];
}

function simplePart(block: JsonRecord): (ShownText | ShownImage)[] {
  const { type, text, source } = block;
  if (type === 'text' && typeof text === 'string') return text === '' ? [] : [{ kind: 'text', text }];
  if (type === 'image' || type === 'document') return [imageOf(toObject(source))];
  return [{ kind: 'text', text: `[${String(type)}] ${JSON.stringify(block)}` }];
}

export function imageOf({ media_type, data }: JsonRecord): ShownImage {
  const mediaType = typeof media_type === 'string' ? media_type : 'image';
  if (typeof data !== 'string') return { kind: 'image', mediaType, bytes: 0 };
  const left = bytesLeftOut(data);
  const characters = left === undefined ? data.length : data.length - leftOutNote(left).length + left;
  const bytes = Math.max(0, Math.floor((characters * 3) / 4) - (/={1,2}$/.exec(data)?.[0].length ?? 0));
  return { kind: 'image', mediaType, bytes, ...(left === undefined && { data }) };
}

function callOf({ id, name, input }: JsonRecord): ShownCall {
  return { kind: 'call', id: String(id), name: String(name), input: toObject(input) };
}

function resultOf({ tool_use_id, is_error, content }: JsonRecord): ShownResult {
  const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
  const parts: (ShownText | ShownImage)[] =
    typeof content === 'string' ? [{ kind: 'text', text: content }] : blocks.flatMap(simplePart);
  return { kind: 'result', callId: String(tool_use_id), isError: is_error === true, parts };
}
