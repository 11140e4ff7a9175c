import * as z from 'zod/mini';
import { ResticError } from './explainRestic.ts';
import type { Restic } from './Restic.ts';

/** Of restic's own snapshots, by the words that were put on them. */
export interface ResticSnapshot {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  /** Texts by their keys. */
  readonly words: ReadonlyMap<string, string>;
}

/** All that we put down has it. */
const ours = 'claude-sessions';

const schema = z.array(
  z.object({
    id: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    time: z.string(),
    hostname: z.optional(z.string()),
    tags: z.optional(z.nullable(z.array(z.string()))),
  }),
);

/** Words as restic's tags, in which a comma would begin another. */
export function tagsOf(words: Readonly<Record<string, string>>): string[] {
  return [ours, ...Object.entries(words).map(([key, text]) => `${key}=${encoded(text)}`)];
}

const encoded = (text: string) =>
  text
    .replace(/[\ud800-\udfff]/gu, '\ufffd')
    .replace(/[^A-Za-z0-9 ._~:/@+-]/gu, (character) => encodeURIComponent(character));

/** Those with all of some words, the oldest first. @throws ResticError */
export async function resticSnapshots(
  restic: Restic,
  words: Readonly<Record<string, string>>,
): Promise<ResticSnapshot[]> {
  const args = ['snapshots', '--json', '--tag', tagsOf(words).join(',')];
  const text = await restic.run({ args, lock: 'never' });
  const found = schema.safeParse(tryJson(text));
  if (!found.success)
    throw new ResticError(
      'other',
      `restic does not say what is in ${restic.shown}.`,
      'See `restic snapshots --json`: it may be newer than what is known here.',
    );
  return found.data
    .map(({ id, time, hostname = '', tags }) => ({
      id,
      at: Date.parse(time),
      host: hostname,
      words: wordsOf(tags ?? []),
    }))
    .sort((a, b) => a.at - b.at);
}

function wordsOf(tags: readonly string[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const tag of tags) {
    const [, key, text] = /^([a-z]+)=(.*)$/s.exec(tag) ?? [];
    if (key !== undefined && text !== undefined) words.set(key, decoded(text));
  }
  return words;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
