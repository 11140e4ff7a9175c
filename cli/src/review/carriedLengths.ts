import { lstat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { fileState } from '../verify/stateSchema.ts';
import { Journal } from './Journal.ts';
import { lengthOf } from './pair.ts';

const schema = z.object({
  /** The journal as it was when this was all that it says. */
  journal: fileState,
  /** The file of the mirror, that of the host, and how much of each the other side has. */
  conversations: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])),
});

/** A conversation, and how many bytes of it on each side the other has; of a damaged one more than there are: nothing of it waits. */
export interface CarriedLength {
  /** Below the mirror, and below `projects/`. */
  readonly mirror: string;
  readonly host: string;
  readonly carried: Readonly<Record<'mirror' | 'host', number>>;
}

const pathOf = (journal: string) => journal.replace(/\.jsonl$/, '-lengths.json');

/**
 * How much was carried of each conversation: of a small file that a run leaves at its end, or of the journal,
 * where it was written to since.
 * @param journal its path
 */
export async function readCarriedLengths(journal: string): Promise<CarriedLength[]> {
  const kept = (await currentText(journal)) ?? lengthsOf(await Journal.open(journal));
  return kept.map(([mirror, host, ofMirror, ofHost]) => ({
    ...{ mirror, host },
    carried: { mirror: ofMirror, host: ofHost },
  }));
}

/** Leaves them for `readCarriedLengths`, where they are others. It only saves time: that it cannot be written is no fault. */
export async function keepCarriedLengths(path: string, journal: Journal): Promise<void> {
  if (await currentText(path)) return;
  const state = await stateOf(path);
  if (!state) return;
  const text = JSON.stringify({ journal: state, conversations: lengthsOf(journal) });
  await writeText(pathOf(path), `${text}\n`, 0o600).catch(() => undefined);
}

type Lengths = z.infer<typeof schema>['conversations'];

async function currentText(journal: string): Promise<Lengths | undefined> {
  const [text, state] = await Promise.all([
    readTextIfAny(pathOf(journal)).catch(() => undefined),
    stateOf(journal),
  ]);
  if (text === undefined || !state) return undefined;
  try {
    const { success, data } = schema.safeParse(JSON.parse(text));
    return success && sameState(data.journal, state) ? data.conversations : undefined;
  } catch {
    return undefined;
  }
}

async function stateOf(path: string) {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined);
  return stats && fileStateOf(stats);
}

function lengthsOf({ pairs }: Journal): Lengths {
  return [...pairs.values()]
    .filter(({ mirror }) => !mirror.includes('/'))
    .map(({ mirror, host, known, damaged }) =>
      damaged === undefined
        ? [mirror, host, lengthOf(known.mirror), lengthOf(known.host)]
        : [mirror, host, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    );
}
