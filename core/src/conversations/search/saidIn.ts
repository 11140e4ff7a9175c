import { firstValue } from '../../verify/firstValue.ts';
import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import type { SaidKind } from './Query.ts';

/** A text of a message, as it was said. */
export interface Said {
  readonly kind: SaidKind;
  readonly text: string;
}

/** What a line of a transcript says. */
export interface SaidLine {
  readonly texts: readonly Said[];
  /** Of the message. */
  readonly uuid?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** It is no line of a transcript. */
  readonly isNone?: true;
}

const none: SaidLine = { texts: [], isNone: true };

/** Who nests deeper than the inputs of tools are has something else in mind. */
const maxDepth = 40;

const titles: Readonly<Record<string, string>> = {
  'custom-title': 'customTitle',
  'ai-title': 'aiTitle',
  summary: 'summary',
  tag: 'tag',
};

/**
 * What people and Claude said in a line, and what tools were given and gave: no names of members, no ids, no images, and nothing that
 * Claude Code noted for itself or put in a prompt. Never throws.
 */
export function saidIn(line: string): SaidLine {
  if (!/^\s*\{/.test(line)) return none;
  const { value } = firstValue(line);
  if (!isRecord(value)) return none;
  const at = Date.parse(typeof value.timestamp === 'string' ? value.timestamp : '');
  return {
    texts: textsOf(value),
    ...(typeof value.uuid === 'string' && { uuid: value.uuid }),
    ...(!Number.isNaN(at) && { at }),
  };
}

function textsOf(line: JsonRecord): Said[] {
  const { type } = line;
  if (type === 'user') return line.isMeta === true ? resultsOf(line) : ofUser(line);
  if (type === 'assistant') return contentOf(line).flatMap(ofAssistant);
  if (type === 'attachment') return ofAttachment(line.attachment);
  if (type === 'system') return said(line.subtype === 'local_command' ? 'prompt' : 'answer', line.content);
  const title = typeof type === 'string' && Object.hasOwn(titles, type) ? titles[type] : undefined;
  return title === undefined ? [] : said('title', line[title]);
}

function ofUser(line: JsonRecord): Said[] {
  // What is gone on with after a compaction is Claude's summary.
  const kind = line.isCompactSummary === true ? 'answer' : 'prompt';
  return contentOf(line).flatMap((part) => [...said(kind, textOf(part)), ...ofResult(part)]);
}

/** Beside a text that Claude Code wrote in the user's name there may be results of tools. */
function resultsOf(line: JsonRecord): Said[] {
  return contentOf(line).flatMap(ofResult);
}

function ofAssistant(part: unknown): Said[] {
  if (!isRecord(part)) return [];
  if (part.type === 'thinking') return said('answer', part.thinking);
  if (part.type === 'tool_use' || part.type === 'server_tool_use' || part.type === 'mcp_tool_use')
    return stringsIn([part.name, part.input]).map((text) => ({ kind: 'tool', text }));
  return [...said('answer', textOf(part)), ...ofResult(part)];
}

/** What was typed while Claude worked. */
function ofAttachment(attachment: unknown): Said[] {
  if (!isRecord(attachment) || attachment.type !== 'queued_command') return [];
  return partsOf(attachment.prompt).flatMap((part) => said('prompt', textOf(part)));
}

function ofResult(part: unknown): Said[] {
  if (!isRecord(part) || typeof part.type !== 'string' || !part.type.endsWith('tool_result')) return [];
  return partsOf(part.content).flatMap((each) => said('tool', textOf(each)));
}

function contentOf({ message }: JsonRecord): unknown[] {
  return isRecord(message) ? partsOf(message.content) : [];
}

function partsOf(content: unknown): unknown[] {
  return Array.isArray(content) ? content : [content];
}

function textOf(part: unknown): unknown {
  if (typeof part === 'string') return part;
  return isRecord(part) && part.type === 'text' ? part.text : undefined;
}

function said(kind: SaidKind, text: unknown): Said[] {
  return typeof text === 'string' && text !== '' ? [{ kind, text }] : [];
}

function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  return Object.values(value).flatMap((each) => stringsIn(each, depth + 1));
}
