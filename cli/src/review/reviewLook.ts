import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { sessionOf } from './makers.ts';
import { type NotTakenRecord, readNotTaken } from './notTakenRecord.ts';
import { waitingText, whyWords } from './reportLines.ts';
import { waitingOf } from './waiting.ts';

/** What an editor shows of a project that is reviewed, or was. What a container names is shown as a line of plain text. */
export interface ReviewLook {
  /** What waits on either side, and since when, as a clause. */
  readonly waiting: string;
  /** How many conversations wait to be carried in each direction. */
  readonly pulls: number;
  readonly pushes: number;
  /** What was left out of conversations, those first of which something was left out last. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly conversation: string;
  readonly lines: number;
  /** The kinds with the most lines. */
  readonly kinds: readonly { readonly name: string; readonly why: string; readonly lines: number }[];
}

/** What a container writes may be of any number of kinds, in any number of conversations. */
const most = 50;

/** @returns undefined where there is nothing to show @throws as `waitingOf` */
export async function lookAtReview(...of: Parameters<typeof waitingOf>): Promise<ReviewLook | undefined> {
  const [waiting, records] = await Promise.all([waitingOf(...of), readNotTaken(of[0])]);
  const leftOut = leftOutOf(records);
  if (!waiting) return leftOut.length === 0 ? undefined : { waiting: '', pulls: 0, pushes: 0, leftOut };
  return {
    waiting: waitingText(waiting, Date.now()),
    pulls: waiting.mirror.conversations + waiting.kept.conversations,
    pushes: waiting.host.conversations,
    leftOut,
  };
}

/** The same of what is recorded, in the order of the record. */
export function leftOutOf(records: readonly NotTakenRecord[]): LeftOut[] {
  const found = new Map<string, NotTakenRecord[]>();
  for (const record of records) {
    const conversation = sessionOf(record.mirror);
    const before = found.get(conversation) ?? [];
    found.delete(conversation);
    found.set(conversation, before);
    before.push(record);
  }
  return [...found]
    .slice(-most)
    .reverse()
    .map(([conversation, ofIt]) => ({
      conversation: shownLine(conversation),
      lines: new Set(ofIt.map(({ mirror, line }) => `${line} ${mirror}`)).size,
      kinds: kindsOf(ofIt),
    }));
}

function kindsOf(records: readonly NotTakenRecord[]): LeftOut['kinds'] {
  const found = new Map<string, { name: string; why: string; lines: number }>();
  for (const { name, why } of records) {
    const kind = found.get(`${why} ${name}`) ?? { name: shownLine(name), why: whyWords(why), lines: 0 };
    kind.lines++;
    found.set(`${why} ${name}`, kind);
  }
  return [...found.values()].sort((a, b) => b.lines - a.lines).slice(0, most);
}
