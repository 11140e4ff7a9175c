import { createHash } from 'node:crypto';
import { type Splice, undoSplices } from '@claude-sessions/core/hooks/splice.ts';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';

const recordSchema = z.object({
  version: z.literal(1),
  /** Which settings.json. */
  path: z.string(),
  /** Of its text as we left it. No text of it is kept: it may hold secrets. */
  sum: z.string(),
  /** There was none before. */
  made: z.boolean(),
  splices: z.array(z.object({ at: z.number(), removed: z.string(), added: z.number() })),
});

/** What became of a settings.json: how it was before any hook of ours, as far as that is known. */
export type SettingsRecord = z.infer<typeof recordSchema>;

export async function readSettingsRecord(path: string): Promise<SettingsRecord | undefined> {
  try {
    const text = await readTextIfAny(path);
    return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeSettingsRecord(
  recordPath: string,
  path: string,
  { after, made, splices }: { after: string; made: boolean; splices: readonly Splice[] },
): Promise<void> {
  const record = { version: 1, path, sum: sumOf(after), made, splices };
  await writeText(recordPath, `${JSON.stringify(record)}\n`, 0o600);
}

/**
 * The text as it was before, where it is as we left it; undefined in `text` when there was none.
 * @returns undefined when it was changed since
 */
export function undone(
  record: SettingsRecord | undefined,
  path: string,
  text: string,
): { readonly text: string | undefined } | undefined {
  if (!record || record.path !== path || record.sum !== sumOf(text)) return undefined;
  return { text: record.made ? undefined : undoSplices(text, record.splices) };
}

const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');
