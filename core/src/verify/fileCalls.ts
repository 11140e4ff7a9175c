import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { FileCall } from './lineFact.ts';
import { lineTable } from './lineTable.ts';

/** A call of a tool in a line, with the files that it names; or the result of one. */
export type CallEvent =
  | { readonly kind: 'call'; readonly id: string | undefined; readonly files: readonly FileCall[] }
  | { readonly kind: 'result'; readonly id: string; readonly failed: boolean };

/** Tools whose file is read again where the conversation goes on. */
const reading: ReadonlySet<string> = new Set(lineTable.reading.split(' '));
const known: ReadonlySet<string> = new Set(lineTable.tools.split(' '));

export const readsAgain = (tool: string): boolean => reading.has(tool);

type Hash = (text: string) => string;

/** What the blocks of a line call, and which results they give. An attachment that makes a file count as read is a call as well. */
export function callEvents(line: JsonRecord, hash: Hash): CallEvent[] {
  if (line.type === 'attachment') return rereadFile(line.attachment);
  const content: unknown = isRecord(line.message) ? line.message.content : undefined;
  return Array.isArray(content) ? content.filter(isRecord).flatMap((block) => blockEvents(block, hash)) : [];
}

function blockEvents(block: JsonRecord, hash: Hash): CallEvent[] {
  if (block.type === 'tool_use') {
    const id = typeof block.id === 'string' ? block.id : undefined;
    return [{ kind: 'call', id, files: filesOf(block, hash) }];
  }
  if (block.type === 'tool_result' && typeof block.tool_use_id === 'string')
    return [{ kind: 'result', id: block.tool_use_id, failed: block.is_error === true }];
  return [];
}

function rereadFile(attachment: unknown): CallEvent[] {
  if (!isRecord(attachment) || attachment.type !== 'edited_text_file' || !attachment.rereadEntry) return [];
  const { filename: path } = attachment;
  return typeof path === 'string' ? [{ kind: 'call', id: undefined, files: [{ tool: 'Read', path }] }] : [];
}

/** Of a tool that is not known, whatever in its input may be a path. */
function filesOf({ name, input }: JsonRecord, hash: Hash): FileCall[] {
  if (typeof name !== 'string' || !isRecord(input)) return [];
  if (reading.has(name)) {
    const { file_path: path, content } = input;
    if (typeof path !== 'string') return [];
    return [
      {
        tool: name,
        path,
        ...(typeof content === 'string' && { text: `${bytesIn(content)} ${hash(content)}` }),
      },
    ];
  }
  if (known.has(name)) return [];
  return Object.entries(input).flatMap(([member, text]) =>
    typeof text === 'string' && mayBePath(member, text) ? [{ tool: name, path: text }] : [],
  );
}

/** A line with a slash, or whatever a member says that is named after files. */
export function mayBePath(member: string, text: string): boolean {
  if (text === '' || text.length > 4096 || /[\n\r]/.test(text)) return false;
  return /[\\/]|^~/.test(text) || /path|file/i.test(member);
}

/** How long a text is in UTF-8. */
function bytesIn(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair makes two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
