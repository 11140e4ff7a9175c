import { adviceText, type CommandWords } from '@claude-sessions/core/findings/advice.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';

/** Characters shown of one line, and lines shown of the evidence. */
const maxLine = 300;
const maxEvidence = 8;

/**
 * A finding in plain text: what is wrong, what was seen, what to do. Whatever comes from outside is escaped and clipped.
 * @param marked the text that the finding stands at, which is not said again
 * @param words how our commands are named
 */
export function findingText(
  { message, evidence, fix }: Finding,
  marked: string,
  words: CommandWords,
): string {
  const seen = evidence.filter((line) => !message.includes(line) && !isIn(line, marked));
  const rest = seen.length - maxEvidence;
  return [
    line(message),
    ...seen.slice(0, maxEvidence).map((each) => `- ${line(each)}`),
    ...(rest > 0 ? [`- … ${rest} more`] : []),
    line(adviceText(fix, words)),
  ].join('\n');
}

/** Something that comes from outside as one line. */
export function line(text: string): string {
  return shownLine(text, maxLine);
}

/** True when it is in the marked text, as it is or as a JSON string has it, however it is laid out there. */
function isIn(text: string, marked: string): boolean {
  const bare = marked.replace(/\s+/g, '');
  return [text, JSON.stringify(text).slice(1, -1)].some((form) => bare.includes(form.replace(/\s+/g, '')));
}
