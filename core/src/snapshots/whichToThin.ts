import type { SnapshotReason } from './Snapshot.ts';

/** A snapshot, as far as it matters for whether it stays. */
export interface Aged {
  readonly id: string;
  readonly takenAt: number;
  readonly reason: SnapshotReason;
  readonly name?: string | undefined;
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Of those that nobody asked for, the last of each hour stays for a day, that of each day for a month, and then that of each month. The newest of all
 * stays, and what the user asked for or named.
 * @param all the oldest first
 */
export function whichToThin<Each extends Aged>(all: readonly Each[], now: number): Each[] {
  const seen = new Set<string>();
  return all
    .toReversed()
    .filter((each, index) => {
      if (each.reason === 'asked' || each.name !== undefined) return false;
      const slot = slotOf(each.takenAt, now);
      const isTaken = seen.has(slot);
      seen.add(slot);
      return isTaken && index > 0;
    })
    .toReversed();
}

function slotOf(takenAt: number, now: number): string {
  const age = now - takenAt;
  const time = new Date(takenAt).toISOString();
  return age < day ? time.slice(0, 13) : age < 30 * day ? time.slice(0, 10) : time.slice(0, 7);
}
