import { counted } from '../counted.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** A file of `memory/` as it was seen: hashes, no text. */
interface SeenMemory {
  readonly hash: string;
  /** A short hash of each line; empty for a huge file. */
  readonly lines: readonly string[];
}

/** A file of `memory/` as it is. */
export interface MemoryFile extends SeenMemory {
  /** The lines themselves, as `lines` counts them. */
  readonly text: readonly string[];
}

const shownLines = 12;

/**
 * What changed in `memory/` since it was seen. Names are below that, those in the memory of the repository begin with `../`.
 * @param writable whether the container may write it: then a change may be its doing
 */
export function judgeMemory(
  seen: ReadonlyMap<string, SeenMemory>,
  present: ReadonlyMap<string, MemoryFile>,
  writable: boolean,
): VerifyFinding[] {
  const severity = writable ? ('warning' as const) : ('information' as const);
  const paths = [...new Set([...seen.keys(), ...present.keys()])].sort();
  return paths.flatMap((name) => {
    const before = seen.get(name);
    const now = present.get(name);
    if (before?.hash === now?.hash) return [];
    const path = name.startsWith('../') ? name : `memory/${name}`;
    const evidence = now ? changedLines(before, now) : [];
    const message = !before ? 'New file.' : !now ? 'Deleted.' : summary(before, now);
    return [
      verifyFinding('memory-changed', { path, message, severity, evidence, identity: now?.hash ?? '' }),
    ];
  });
}

function summary(before: SeenMemory, now: MemoryFile): string {
  const added = countMissing(now.lines, before.lines);
  const removed = countMissing(before.lines, now.lines);
  return `Changed: ${counted(added, 'line')} added, ${removed} removed.`;
}

/** The lines that are new, as many as are shown. */
function changedLines(before: SeenMemory | undefined, now: MemoryFile): string[] {
  const known = new Set(before?.lines ?? []);
  const added = now.text.filter((_, index) => !known.has(now.lines[index] ?? ''));
  const shown = added
    .slice(0, shownLines)
    .map((line) => `+ ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`);
  return added.length > shownLines ? [...shown, `… and ${added.length - shownLines} more`] : shown;
}

function countMissing(lines: readonly string[], known: readonly string[]): number {
  const set = new Set(known);
  return lines.filter((line) => !set.has(line)).length;
}
