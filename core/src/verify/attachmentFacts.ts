import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { LineFact, PromptText } from './lineFact.ts';

/** The facts of an `attachment` line: prompts, texts in the system's name, scheduled prompts. */
export function attachmentFacts(line: JsonRecord): LineFact[] {
  const attachment = isRecord(line.attachment) ? line.attachment : {};
  const type = typeof attachment.type === 'string' ? attachment.type : '';
  if (type === 'session_cron_carry') return scheduledPrompts(attachment);
  const texts =
    type === 'prompt_snapshot' ? snapshotTexts(attachment) : reminderTexts(line, attachment, type);
  return texts.map((what) => ({ kind: 'texts', what }));
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
    return JSON.stringify(part);
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
