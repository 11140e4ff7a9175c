import { expect, it } from 'vitest';
import { StopSignals } from '../../../cli/src/capsule/StopSignals.ts';

const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const counts = () => names.map((name) => process.listenerCount(name));

it('lets go of signals when nothing was stopped', () => {
  const before = counts();
  new StopSignals().dispose();
  expect(counts()).toEqual(before);
});

it('goes on listening while what was stopped ends: a signal more would kill it, and leave its lock', () => {
  const before = names.map((name) => process.listeners(name));
  const signals = new StopSignals();
  try {
    process.emit('SIGTERM');
    expect([signals.stop.aborted, signals.kill.aborted]).toEqual([true, false]);
    signals.dispose();
    expect(counts()).toEqual(before.map(({ length }) => length + 1));
  } finally {
    for (const [index, name] of names.entries())
      for (const each of process.listeners(name)) if (!before[index]?.includes(each)) process.off(name, each);
  }
});
