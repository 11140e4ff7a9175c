import { isRecord, type JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';

const wholeTexts = ['originalFile', 'content', 'original_file', 'updated_file'] as const;

/** What files hold before and after a call of a tool, as its result in a transcript has it. */
export function saidTexts({ toolUseResult: result }: JsonRecord): string[] {
  if (!isRecord(result)) return [];
  const whole = wholeTexts.map((name) => result[name]).filter((text) => typeof text === 'string');
  const { originalFile: before, oldString: old, newString: text, replaceAll } = result;
  if (typeof before !== 'string' || typeof old !== 'string' || typeof text !== 'string') return whole;
  const after = replaceAll === true ? before.replaceAll(old, () => text) : before.replace(old, () => text);
  return [...whole, after];
}
