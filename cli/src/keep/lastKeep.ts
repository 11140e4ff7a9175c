import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';

const schema = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Snapshots that were taken. */
  snapshots: z.number(),
  /** What could not be kept, sentences. */
  troubles: z.array(z.string()),
});

/** What came of keeping when a session started or ended. */
export type LastKeep = z.infer<typeof schema>;

export async function readLastKeep(path: string): Promise<LastKeep | undefined> {
  try {
    return schema.parse(JSON.parse((await readTextIfAny(path)) ?? ''));
  } catch {
    return undefined;
  }
}

export async function writeLastKeep(path: string, last: LastKeep): Promise<void> {
  await writeText(path, `${JSON.stringify(last)}\n`, 0o600);
}
