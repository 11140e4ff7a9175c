import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { isWithinBounds } from '../verify/lineBounds.ts';

/** Bytes of a file of a todo list. */
export const maxTaskBytes = 100_000;

/** A file of a todo list, as Claude Code names them: by the number of the task. */
export const taskName = /^([1-9]\d{0,5})\.json$/;

/** The file beside them with the highest number that was given, whatever was deleted since. */
export const highWaterName = '.highwatermark';

const maxTasks = 1000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 50_000;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
const isNumber = (value: unknown): value is string =>
  typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value);
const states: ReadonlySet<unknown> = new Set(['pending', 'in_progress', 'completed']);

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  subject: isText,
  description: isText,
  activeForm: isText,
  owner: isName,
  status: (value) => states.has(value),
  blocks: (value) => Array.isArray(value) && value.length <= maxTasks && value.every(isNumber),
  blockedBy: (value) => Array.isArray(value) && value.length <= maxTasks && value.every(isNumber),
};

/** Without these Claude Code takes it for no task (2.1.197 and 2.1.329). */
const needed = ['subject', 'description', 'status', 'blocks', 'blockedBy'];

/**
 * A task of a todo list, built anew of what is known to be said of one. `metadata` may hold anything: the host keeps its own.
 * @param name of the file
 * @param before what the host has in its place
 * @returns undefined when it is no task
 */
export function rebuildTask(name: string, text: string, before?: string): string | undefined {
  const id = taskName.exec(name)?.[1];
  const task = parsed(text);
  if (id === undefined || task?.id !== id || needed.some((member) => !members[member]?.(task[member])))
    return undefined;
  const rebuilt: JsonRecord = { id };
  for (const [member, fits] of Object.entries(members)) {
    if (task[member] === undefined) continue;
    if (!fits(task[member])) return undefined;
    rebuilt[member] = task[member];
  }
  const metadata = before === undefined ? undefined : parsed(before)?.metadata;
  if (isRecord(metadata)) rebuilt.metadata = metadata;
  return JSON.stringify(rebuilt, null, 2);
}

/** The number in a file of that name; undefined when it is none. */
export function highWaterOf(text: string): number | undefined {
  const number = text.trim();
  return /^(?:0|[1-9]\d{0,5})$/.test(number) ? Number(number) : undefined;
}

function parsed(text: string): JsonRecord | undefined {
  if (text.length > maxTaskBytes || !isWithinBounds(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
