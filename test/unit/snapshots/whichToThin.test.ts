import { type Aged, whichToThin } from '@claude-sessions/core/snapshots/whichToThin.ts';
import { describe, expect, it } from 'vitest';

const now = Date.parse('2026-12-01T12:30:00Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const ago = (age: number, parts: Partial<Aged> = {}): Aged => ({
  id: new Date(now - age).toISOString(),
  takenAt: now - age,
  reason: 'before-merge',
  ...parts,
});
const left = (all: readonly Aged[]) => {
  const goes = new Set(whichToThin(all, now));
  return all.filter((each) => !goes.has(each)).map(({ takenAt }) => (now - takenAt) / minute);
};

describe('snapshots that nobody asked for', () => {
  it('are the last of each hour for a day', () => {
    expect(
      left([ago(150 * minute), ago(100 * minute), ago(95 * minute), ago(20 * minute), ago(10 * minute)]),
    ).toEqual([95, 10]);
  });

  it('are the last of each day for a month, and then that of each month', () => {
    const all = Array.from({ length: 24 * 100 }, (_, index) => ago(100 * day - index * hour));
    const ages = left(all).map((each) => (each * minute) / day);
    expect(ages.filter((each) => each < 1)).toHaveLength(23);
    expect(ages.filter((each) => each >= 1 && each < 30).length).toBeGreaterThan(28);
    expect(ages.filter((each) => each >= 1 && each < 30).length).toBeLessThan(32);
    expect(ages.filter((each) => each >= 30).length).toBeLessThan(5);
  });

  it('stay where the user asked for them or gave them a name, and where they are the newest', () => {
    const all = [
      ago(3 * minute, { reason: 'asked' }),
      ago(2 * minute, { name: 'mine' }),
      ago(1.5 * minute, { reason: 'asked' }),
      ago(minute),
    ];
    expect(left(all)).toEqual([3, 2, 1.5, 1]);
  });
});
