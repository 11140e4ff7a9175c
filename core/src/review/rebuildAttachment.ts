import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { HostNames } from './HostNames.ts';
import { copyOf, mapResult } from './pathPlaces.ts';
import { rebuildContent } from './rebuildMessage.ts';

/** What becomes of an attachment: one that the host's client reads as such, or what the user said. */
export type RebuiltAttachment =
  | { readonly attachment: JsonRecord }
  | { readonly says: string | JsonRecord[]; readonly isMeta: boolean };

/** Contents of mentioned files whose text goes to the model and of which nothing is opened. */
const fileContents: ReadonlySet<string> = new Set(['text', 'image', 'notebook']);

/**
 * Of the attachments only what the user said and mentioned comes along: prompts that were typed while Claude worked, and files
 * and folders named with `@`. The rest the host's client makes by itself. Undefined for all others.
 */
export function rebuildAttachment(attachment: JsonRecord, names: HostNames): RebuiltAttachment | undefined {
  if (attachment.type === 'queued_command') return queuedPrompt(attachment, names);
  if (attachment.type === 'file') return mentionedFile(attachment, names);
  if (attachment.type === 'directory') return mentionedFolder(attachment, names);
  return undefined;
}

/** Other modes are reports of the client's own: that a task has ended, say. */
function queuedPrompt(
  { prompt, commandMode = 'prompt', isMeta }: JsonRecord,
  names: HostNames,
): RebuiltAttachment | undefined {
  if (commandMode !== 'prompt') return undefined;
  const says = rebuildContent(prompt, names, () => {});
  return says === undefined ? undefined : { says, isMeta: isMeta === true };
}

function mentionedFile({ filename, content }: JsonRecord, names: HostNames): RebuiltAttachment | undefined {
  if (typeof filename !== 'string') return undefined;
  const path = names.file(filename);
  if (
    !isRecord(content) ||
    typeof content.type !== 'string' ||
    !fileContents.has(content.type) ||
    !isRecord(content.file)
  )
    return { says: `The file ${path} was mentioned.`, isMeta: true };
  const file = mapResult(content.file, names);
  return {
    attachment: {
      type: 'file',
      filename: path,
      content: { type: content.type, file },
      displayPath: names.shown(path),
    },
  };
}

/** As an attachment its text would be sent in the name of the system. */
function mentionedFolder({ path, content }: JsonRecord, names: HostNames): RebuiltAttachment | undefined {
  if (typeof path !== 'string' || typeof content !== 'string') return undefined;
  const says = `The folder ${names.file(path)} was mentioned. It holds:\n${copyOf(content)}`;
  return { says, isMeta: true };
}
