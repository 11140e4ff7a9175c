import { type Started, startHarness } from './startHarness.ts';

/** One harness for all tiers of a run: each tier's set-up is a module instance of its own, the process is the same. */
const key = Symbol.for('claude-sessions.test-harness');
const shared = globalThis as { [key]?: { users: number; started: Promise<Started> } };

/**
 * The harness of this process, started by whoever asks first and stopped by the last who lets go of it.
 * @throws Unavailable when this machine cannot
 */
export async function takeHarness(): Promise<Started> {
  shared[key] ??= { users: 0, started: startHarness() };
  const mine = shared[key];
  mine.users += 1;
  const stop = async () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    delete shared[key];
    await (await mine.started).stop();
  };
  return { harness: (await mine.started).harness, stop };
}
