import type { BigIntStats } from 'node:fs';
import type { Why } from '@claude-sessions/core/review/whyNotTaken.ts';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { grown, hashOfBytes } from './carry.ts';
import type { Companion } from './openCompanion.ts';
import { type KnownPart, nothingKnown, type Pair, type Side } from './pair.ts';
import type { SideFolder } from './SideFolder.ts';
import type { Synced } from './syncTranscript.ts';
import { readRange } from './wholeLines.ts';

/** How small files that are written over again and again are carried. */
export interface EntryRules {
  readonly maxBytes: number;
  readonly pulls: boolean;
  readonly pushes: boolean;
  /** What is deleted on one side is deleted on the other. */
  readonly removes: boolean;
  /**
   * What the host gets of the mirror's; undefined when it is not what Claude Code writes.
   * @param before what the host has
   */
  rebuild(text: string, before: string | undefined): string | undefined;
}

type Paths = Pick<Pair, 'mirror' | 'host'>;

/** A file of one side, as it is now. */
interface Found {
  readonly stats: BigIntStats;
  readonly bytes: Buffer;
  /** Since both sides were the same. */
  readonly isNew: boolean;
}

const same: Synced = { outcome: { kind: 'same' }, notTaken: [] };
/** @param why it is not taken; absent where it could be */
const damaged = (how: string, why?: Why): Synced => ({
  outcome: { kind: 'damaged', how },
  notTaken: why ? [{ line: 0, name: how, why }] : [],
});

/**
 * Carries a file that is written over, or deleted, on either side. Where both sides wrote it, both keep theirs.
 * @throws what the system says, and ChangedMeanwhile when somebody wrote in its place since it was looked at
 */
export async function syncEntry(companion: Companion, paths: Paths, rules: EntryRules): Promise<Synced> {
  const { journal, sides } = companion;
  const known = journal.pairs.get(paths.mirror);
  // Of another conversation of the host: since then both sides went on.
  const pair = known?.host === paths.host ? known : undefined;
  const stats = { host: sides.host.stats(paths.host), mirror: sides.mirror.stats(paths.mirror) };
  if (pair && isAsKnown(pair, 'host', stats.host) && isAsKnown(pair, 'mirror', stats.mirror)) return same;
  for (const side of ['host', 'mirror'] as const) {
    if (stats[side] && !stats[side].isFile()) return damaged('it is no file', 'unknown');
    if (Number(stats[side]?.size ?? 0) > rules.maxBytes) return damaged('it is too long', 'bounds');
  }
  const host = find(sides.host, paths.host, pair?.known.host);
  const mirror = find(sides.mirror, paths.mirror, pair?.known.mirror);
  if (host && mirror) return await ofBoth(companion, paths, { host, mirror }, rules);
  const there = host ?? mirror;
  if (!there) {
    if (known) journal.add({ dropped: paths.mirror });
    return same;
  }
  if (pair && !there.isNew) return removed(companion, paths, host ? 'host' : 'mirror', rules);
  return host
    ? await push(companion, paths, host, undefined, rules)
    : await pull(companion, paths, there, undefined, rules);
}

const isAsKnown = (pair: Pair, side: Side, stats: BigIntStats | undefined) =>
  stats !== undefined && sameState(pair.known[side].state, fileStateOf(stats));

function find(side: SideFolder, path: string, known: KnownPart | undefined): Found | undefined {
  if (!side.stats(path)) return undefined;
  return side.readNow(path, ({ fd, stats }) => {
    const bytes = readRange(fd, { from: 0, end: Number(stats.size) });
    return { stats, bytes, isNew: known?.segments[0]?.hash !== hashOfBytes(bytes) };
  });
}

async function ofBoth(
  companion: Companion,
  paths: Paths,
  { host, mirror }: Readonly<Record<Side, Found>>,
  rules: EntryRules,
): Promise<Synced> {
  if (!host.isNew && mirror.isNew) return await pull(companion, paths, mirror, host, rules);
  if (host.isNew && !mirror.isNew) return await push(companion, paths, host, mirror, rules);
  const isSame =
    !host.isNew ||
    host.bytes.equals(mirror.bytes) ||
    rules.rebuild(mirror.bytes.toString(), host.bytes.toString()) === host.bytes.toString();
  if (!isSame) return damaged('both sides wrote it');
  companion.journal.add({ pair: { ...paths, known: { host: partOf(host), mirror: partOf(mirror) } } });
  return same;
}

const partOf = ({ bytes, stats }: Pick<Found, 'bytes' | 'stats'>): KnownPart => ({
  ...grown(nothingKnown, { length: bytes.length, hash: hashOfBytes(bytes) }, 1),
  state: fileStateOf(stats),
});

/** Deleted on one side, and as it was on the other. */
function removed({ sides, journal }: Companion, paths: Paths, from: Side, rules: EntryRules): Synced {
  if (!rules.removes || !(from === 'host' ? rules.pulls : rules.pushes)) return same;
  sides[from].remove(paths[from]);
  journal.add({ dropped: paths.mirror });
  return { outcome: { kind: from === 'host' ? 'pulled' : 'pushed' }, notTaken: [] };
}

async function push(
  companion: Companion,
  paths: Paths,
  host: Found,
  there: Found | undefined,
  { pushes }: EntryRules,
): Promise<Synced> {
  if (!pushes) return same;
  await put(companion, paths, 'mirror', { from: host, there, bytes: host.bytes });
  return { outcome: { kind: 'pushed' }, notTaken: [] };
}

async function pull(
  companion: Companion,
  paths: Paths,
  mirror: Found,
  there: Found | undefined,
  { pulls, rebuild }: EntryRules,
): Promise<Synced> {
  if (!pulls) return same;
  const made = rebuild(mirror.bytes.toString(), there?.bytes.toString());
  if (made === undefined) return damaged('it is not what Claude Code writes', 'unknown');
  await put(companion, paths, 'host', { from: mirror, there, bytes: Buffer.from(made) });
  return { outcome: { kind: 'pulled' }, notTaken: [] };
}

async function put(
  { carrier }: Companion,
  paths: Paths,
  to: Side,
  { from, there, bytes }: { from: Found; there: Found | undefined; bytes: Buffer },
): Promise<void> {
  const parts = [{ bytes: () => bytes }];
  await carrier.create(paths, to, parts, () => partOf(from), from.stats, there ?? {});
}
