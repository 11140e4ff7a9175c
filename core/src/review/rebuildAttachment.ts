import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { HostNames } from './HostNames.ts';
import { rebuildContent } from './rebuildMessage.ts';

/** What the user said with an attachment. */
interface Said {
  readonly content: string | JsonRecord[];
  /** It is sent and not shown. */
  readonly isMeta: boolean;
}

/**
 * Of the attachments only what the user said and mentioned comes along, as a line of the user: prompts that were typed while
 * Claude worked, and files and folders named with `@`. As attachments, without what was rendered, 2.1.332 sends them in the
 * name of the system. The rest the host's client makes by itself. Undefined for all others.
 */
export function rebuildAttachment(attachment: JsonRecord, names: HostNames): Said | undefined {
  if (attachment.type === 'queued_command') return queuedPrompt(attachment, names);
  if (attachment.type === 'file') return mentionedFile(attachment, names);
  if (attachment.type === 'directory') return mentionedFolder(attachment, names);
  return undefined;
}

/** Other modes are reports of the client's own: that a task has ended, say. */
function queuedPrompt(
  { prompt, commandMode = 'prompt', isMeta }: JsonRecord,
  names: HostNames,
): Said | undefined {
  if (commandMode !== 'prompt') return undefined;
  const content = rebuildContent(prompt, names, () => {});
  return content === undefined ? undefined : { content, isMeta: isMeta === true };
}

function mentionedFile({ filename, content }: JsonRecord, names: HostNames): Said | undefined {
  if (typeof filename !== 'string') return undefined;
  const mentioned = `The file ${names.file(filename)} was mentioned.`;
  const file = isRecord(content) && isRecord(content.file) ? content.file : {};
  const image = imageOf(file);
  if (image) return { content: [{ type: 'text', text: mentioned }, image], isMeta: true };
  const text = typeof file.content === 'string' ? file.content : cellsOf(file);
  return { content: text === undefined ? mentioned : `${mentioned} It holds:\n${text}`, isMeta: true };
}

function imageOf({ base64: data, type: media_type }: JsonRecord): JsonRecord | undefined {
  if (typeof data !== 'string' || typeof media_type !== 'string') return undefined;
  return { type: 'image', source: { type: 'base64', media_type, data } };
}

/** The text of a notebook. */
function cellsOf({ cells }: JsonRecord): string | undefined {
  if (!Array.isArray(cells)) return undefined;
  const sources = cells.filter(isRecord).map(({ source }) => source);
  return sources.filter((source) => typeof source === 'string').join('\n\n');
}

function mentionedFolder({ path, content }: JsonRecord, names: HostNames): Said | undefined {
  if (typeof path !== 'string' || typeof content !== 'string') return undefined;
  return { content: `The folder ${names.file(path)} was mentioned. It holds:\n${content}`, isMeta: true };
}
