import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StopSignals } from '../../../cli/src/capsule/StopSignals.ts';

let signals: StopSignals;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  signals = new StopSignals();
});
afterEach(() => {
  signals.dispose();
  vi.useRealTimers();
});

it('the same signal, which npx and the terminal both hand on, is one', () => {
  process.emit('SIGINT');
  process.emit('SIGINT');
  expect([signals.stop.aborted, signals.kill.aborted]).toEqual([true, false]);
});

it('a later one ends it at once', () => {
  process.emit('SIGINT');
  vi.advanceTimersByTime(2000);
  process.emit('SIGTERM');
  expect(signals.kill.aborted).toBe(true);
});
