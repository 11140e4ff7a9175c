import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { lineTable } from '../verify/lineTable.ts';

/**
 * Why a line, or a part of one, does not come along: it `acts` where the conversation goes on; it is `unknown`; it is beyond
 * the `bounds` of what is read, or `damaged`; or it is the writer's `own`: caches, costs, modes, what each client makes anew.
 */
export type Why = 'acts' | 'unknown' | 'bounds' | 'damaged' | 'own';

/** A line, or a file, that was not taken. Of parts of lines that were, each name occurs once. */
export interface NotTaken {
  /** From 1; 0 for a whole file. */
  readonly line: number;
  /** The kind of line or attachment, a member, a kind of block: `hook_deferred_tool`, `permission-mode`, `(no JSON)`. */
  readonly name: string;
  readonly why: Why;
}

const namesIn = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const lines = namesIn(lineTable.lines);
const attachments = namesIn(lineTable.attachments);
const subtypes = namesIn(lineTable.subtypes);
const members = namesIn(`type ${lineTable.members}`);

const actingLines = namesIn('agent-setting ended-by-model repl-mode worktree-state');
const actingAttachments = namesIn(`goal_status hook_deferred_tool session_cron_carry ${lineTable.stopping}`);

/** What kept a line from being taken that is not damaged. */
export function whyNotTaken(line: JsonRecord): Omit<NotTaken, 'line'> {
  const type = typeof line.type === 'string' ? line.type : '(no type)';
  if (type === 'attachment') return ofAttachment(line.attachment);
  if (type === 'system') return ofSubtype(line.subtype);
  if (type === 'user' || type === 'assistant') return { name: `${type}: message`, why: 'unknown' };
  return { name: type, why: actingLines.has(type) ? 'acts' : lines.has(type) ? 'own' : 'unknown' };
}

function ofAttachment(attachment: unknown): Omit<NotTaken, 'line'> {
  const record = isRecord(attachment) ? attachment : {};
  const name = typeof record.type === 'string' ? record.type : 'attachment without a type';
  if (saysOrMentions(record)) return { name: `${name}: form`, why: 'unknown' };
  const acts = actingAttachments.has(name) || (name === 'edited_text_file' && Boolean(record.rereadEntry));
  return { name, why: acts ? 'acts' : attachments.has(name) ? 'own' : 'unknown' };
}

/** What the user says in one, in a form that no client is known to write. */
const saysOrMentions = ({ type, commandMode = 'prompt' }: JsonRecord) =>
  type === 'file' || type === 'directory' || (type === 'queued_command' && commandMode === 'prompt');

function ofSubtype(subtype: unknown): Omit<NotTaken, 'line'> {
  const name = typeof subtype === 'string' ? subtype : '(none)';
  return { name: `system ${name}`, why: subtypes.has(name) ? 'own' : 'unknown' };
}

/** Members that no version of the client is known to write. */
export function unknownMembers(line: JsonRecord): string[] {
  return Object.keys(line).filter((name) => !members.has(name));
}
