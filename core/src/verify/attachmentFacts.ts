import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { LineFact, PromptText } from './lineFact.ts';
import { lineTable } from './lineTable.ts';

/** The facts of an `attachment` line: prompts, texts in the system's name, what runs by itself, what stops the client. */
export function attachmentFacts(line: JsonRecord): LineFact[] {
  const attachment = isRecord(line.attachment) ? line.attachment : {};
  const type = typeof attachment.type === 'string' ? attachment.type : '';
  if (type === 'session_cron_carry') return scheduledPrompts(attachment);
  const own = type === 'hook_deferred_tool' ? deferredCall(attachment) : [];
  // What these say is in facts of their own.
  const silent = type === 'hook_deferred_tool' || type === 'goal_status';
  const texts = silent && line.rendered === undefined ? [] : textsOf(line, attachment, type);
  return [
    ...texts.map((what): LineFact => ({ kind: 'texts', what })),
    ...own,
    ...(stopping.has(type) && !Array.isArray(line.rendered) ? [{ kind: 'stops', what: type } as const] : []),
  ];
}

function textsOf(line: JsonRecord, attachment: JsonRecord, type: string): PromptText[] {
  return type === 'prompt_snapshot' ? snapshotTexts(attachment) : reminderTexts(line, attachment, type);
}

/** Attachments with which the client fails when their members are not what it writes, unless it sends what was rendered. */
const stopping: ReadonlySet<string> = new Set(lineTable.stopping.split(' '));

function deferredCall({ toolName, toolInput }: JsonRecord): LineFact[] {
  return [{ kind: 'deferred', what: `${textOf(toolName)} ${textOf(toolInput)}` }];
}

/**
 * The system prompt alone: recorded tools and `cliPrefix` were not sent again, by the terminal or by `-p`. Parts that are
 * no text count as the text that they are written as: what a client makes of them is not known.
 */
function snapshotTexts({ systemPrompt }: JsonRecord): PromptText[] {
  if (systemPrompt === undefined || systemPrompt === null) return [];
  const parts: unknown[] = Array.isArray(systemPrompt) ? systemPrompt : [systemPrompt];
  return parts.map((part) => ({ kind: 'prompt', type: 'prompt_snapshot', text: textOf(part) }));
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  try {
    return JSON.stringify(part) ?? '';
  } catch {
    // Nested deeper than can be written.
    return '(no text, nested too deep to be shown)';
  }
}

/**
 * What was rendered is sent as it stands, in the role that the line names; without it, the text is made again from what the
 * attachment holds, in the system's name for most types.
 */
function reminderTexts(line: JsonRecord, attachment: JsonRecord, type: string): PromptText[] {
  const rendered = Array.isArray(line.rendered) ? line.rendered : undefined;
  if (rendered && line.renderedRole === 'user') return [];
  return textsIn(rendered ?? attachment, [])
    .filter((text) => /\s/.test(text.trim()))
    .map((text) => ({ kind: 'reminder', type, text }));
}

/** All texts in a value, at any depth, without recursion: a line may be nested as deep as it is long. */
function textsIn(value: unknown, found: string[]): string[] {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') found.push(next);
    else if (typeof next === 'object' && next !== null)
      for (const each of Object.values(next).reverse()) open.push(each);
  }
  return found;
}

/** Prompts that run at their time after a resume: recurring ones, a loop's next wake-up, its prompt. */
function scheduledPrompts({ tasks, otherArmed, wakeup, tickPrompt }: JsonRecord): LineFact[] {
  const lists = [tasks, otherArmed].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...lists, wakeup, tickPrompt]
    .map((each) => (isRecord(each) ? each.prompt : each))
    .filter((prompt): prompt is string => typeof prompt === 'string' && prompt !== '')
    .map((what) => ({ kind: 'scheduled', what }));
}
