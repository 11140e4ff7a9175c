import { closeSync, fstatSync } from 'node:fs';
import { joinFacts } from '@claude-sessions/core/verify/joinFacts.ts';
import type { TranscriptPlace } from '@claude-sessions/core/verify/judgeTranscript.ts';
import { lastingFacts, noFacts } from '@claude-sessions/core/verify/lastingFacts.ts';
import type { TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';
import { fileStateOf, sameState } from './fileState.ts';
import { knownLength, noPrefix, readPrefix } from './knownPrefix.ts';
import { openRegular } from './OpenFolder.ts';
import type { ScanPool } from './ScanPool.ts';
import type { KnownTranscript } from './stateSchema.ts';
import type { WalkedEntry } from './walkFolder.ts';

export interface ScannedTranscript {
  readonly place: TranscriptPlace;
  /** Of what is new in it, and of what is known and depends on this host. */
  readonly facts: TranscriptFacts;
  /** It was written meanwhile. */
  readonly changed: boolean;
  /** What was known of it is not there any more: all of it was looked at. */
  readonly rewritten: boolean;
  /** How many bytes of it were judged. */
  readonly bytes: number;
  /** What stays known, whatever is found. */
  readonly before: KnownTranscript | undefined;
  /** What is known from now on, when nothing is found in it; undefined when it cannot be known. */
  readonly after: KnownTranscript | undefined;
}

/** A file that changed just now may change again within one tick of the clock, or by a mapping, unseen. */
const settled = 5 * 60_000;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The session whose lines a transcript holds: that of its name, or, of an agent's, that of the folder which Claude Code
 * keeps for the session. Undefined where that cannot be told from the path.
 */
function sessionOf(path: string): string | undefined {
  const [first = '', ...more] = path.split('/');
  const name = more.length === 0 ? first.replace(/\.jsonl$/i, '') : first;
  return uuid.test(name) ? name : undefined;
}

/**
 * Scans what is new in a transcript, found on a walk. What is known of it is compared, and not even that when the file has not
 * changed. @throws when it is no regular file or cannot be read
 */
export async function scanTranscript(
  entry: WalkedEntry,
  pool: ScanPool,
  known: KnownTranscript | undefined,
): Promise<ScannedTranscript> {
  const isSame = sameState(known?.state, fileStateOf(entry.stats));
  if (known && isSame && knownLength(known) === Number(entry.stats.size)) return unchanged(entry, known);
  const fd = openRegular(entry.folder, entry.names.at(-1) ?? '');
  try {
    const before = fstatSync(fd, { bigint: true });
    const size = Number(before.size);
    const hasState = known !== undefined && sameState(known.state, fileStateOf(before));
    const prefix = hasState
      ? { ...noPrefix, length: knownLength(known) }
      : known && readPrefix(fd, size, known);
    const kept = prefix ? known : undefined;
    const lines = kept?.lines ?? 0;
    const session = sessionOf(entry.path);
    const from = prefix ?? noPrefix;
    const scanned = await pool.scan({ fd, size, session, prefix: from, lines });
    const after = fstatSync(fd, { bigint: true });
    const changed = after.size !== before.size || after.mtimeNs !== before.mtimeNs;
    const keptOnes = keptFacts(kept);
    const joined = joinFacts([{ ...keptOnes, lines: 0 }, scanned.facts]);
    const hasGrown = kept !== undefined && !hasState && size > from.length;
    const facts =
      hasGrown && keptOnes.goals.length > 0
        ? await withGoals(joined, keptOnes, () =>
            pool.scan({ fd, size, session, prefix: noPrefix, lines: 0 }),
          )
        : joined;
    const isSettled = !changed && Date.now() - Number(before.ctimeMs) > settled;
    // Odd lines were read twice, and only once for their hash.
    const isSure = scanned.segments !== undefined && (isSettled || !scanned.odd);
    return {
      place: { path: entry.path, session: session ?? '', unfinished: scanned.unfinished },
      facts,
      changed,
      rewritten: known !== undefined && !prefix,
      bytes: size - from.length,
      before: kept,
      // Behind what is known of an unchanged file there is no whole line.
      after: hasState
        ? known
        : isSure
          ? {
              ...(isSettled && { state: fileStateOf(before) }),
              ...(kept?.trusted && { trusted: kept.trusted }),
              lines: facts.lines - (scanned.unfinished ? 1 : 0),
              segments: [...from.closed, ...(scanned.segments ?? [])].filter(({ length }) => length > 0),
              ...writtenFacts(facts),
            }
          : undefined,
    };
  } finally {
    closeSync(fd);
  }
}

function unchanged(entry: WalkedEntry, known: KnownTranscript): ScannedTranscript {
  return {
    place: { path: entry.path, session: sessionOf(entry.path) ?? '', unfinished: false },
    facts: keptFacts(known),
    changed: false,
    rewritten: false,
    bytes: 0,
    before: known,
    after: known,
  };
}

/**
 * Whether a goal is at rest depends on all lines that go on from it: of a transcript with one all lines are looked at for that.
 * An open goal that was known before is the host's own, or was accepted.
 */
async function withGoals(
  facts: TranscriptFacts,
  known: TranscriptFacts,
  scanAll: () => Promise<{ facts: TranscriptFacts }>,
): Promise<TranscriptFacts> {
  const { facts: all } = await scanAll();
  const conditions = new Set(known.goals.map(({ what }) => what.condition));
  const goals = all.goals.filter(({ what, line }) => line > known.lines || conditions.has(what.condition));
  return { ...facts, goals, overflow: facts.overflow || all.overflow };
}

function keptFacts(known: KnownTranscript | undefined): TranscriptFacts {
  return { ...noFacts(known?.lines ?? 0), ...(known?.facts as Partial<TranscriptFacts> | undefined) };
}

function writtenFacts(facts: TranscriptFacts): Pick<KnownTranscript, 'facts'> {
  // A result counts only for a call that failed until then.
  const failed = new Set(facts.calls.map(({ what }) => what.failed));
  const results = facts.results.filter(({ what }) => failed.has(what));
  const lists = Object.entries(lastingFacts({ ...facts, results })).filter(
    ([, list]) => Array.isArray(list) && list.length > 0,
  );
  return lists.length === 0 ? {} : { facts: Object.fromEntries(lists) };
}
