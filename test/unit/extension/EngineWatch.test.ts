import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import { EngineWatch } from '../../../extension/src/watch/EngineWatch.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { fakeLooker } from './support/fakeLooker.ts';
import { lookOf, projectAt, stateOf } from './support/look.ts';

const app = stateOf(lookOf([]));
const other = stateOf(undefined, { project: projectAt('/home/me/other') });

function watchWith(place: WindowKind = 'host') {
  const looker = fakeLooker();
  const started: {
    folders: readonly string[];
    event(): void;
    end(reason: string): void;
    disposed: boolean;
  }[] = [];
  const state = { place, settings: {} as EditorSettings, fails: false, endsAtOnce: false };
  const logged: string[] = [];
  const watch = new EngineWatch(looker, {
    windowKind: () => state.place,
    settings: () => state.settings,
    log: (line) => void logged.push(line),
    api: async () => ({
      watchEngine: (_, folders, event, end) => {
        if (state.fails) throw new Error('no such program');
        const one = { folders, event, end, disposed: false };
        started.push(one);
        if (state.endsAtOnce) end('no such program');
        return {
          dispose: () => {
            one.disposed = true;
          },
        };
      },
    }),
  });
  const end = async (states = [app]) => {
    looker.end(states);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { watch, looker, started, state, end, logged };
}

describe('watching the engine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins when there is a dev container, once', async () => {
    const { started, end } = watchWith();
    await end([]);
    expect(started).toHaveLength(0);
    await end();
    await end();
    expect(started.map(({ folders }) => folders)).toEqual([['/home/me/app']]);
  });

  it.each(['container', 'restricted'] as const)('starts nothing in a window that is %s', async (place) => {
    const { started, end } = watchWith(place);
    await end();
    expect(started).toHaveLength(0);
  });

  it('looks anew once for many events', async () => {
    const { started, end, looker } = watchWith();
    await end();
    for (let count = 0; count < 20; count++) started[0]?.event();
    expect(looker.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(looker.asked).toHaveLength(1);
  });

  it('looks once more when a container has had time to start, and not again', async () => {
    const { started, end, looker, watch } = watchWith();
    await end();
    started[0]?.event();
    await vi.advanceTimersByTimeAsync(4000);
    expect(looker.asked).toHaveLength(1);
    started[0]?.event();
    await vi.advanceTimersByTimeAsync(4900);
    expect(looker.asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looker.asked).toHaveLength(3);
    started[0]?.event();
    watch.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looker.asked).toHaveLength(3);
  });

  it('looks anew also when the events do not stop', async () => {
    const { started, end, looker } = watchWith();
    await end();
    for (let count = 0; count < 20; count++) {
      started[0]?.event();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(looker.asked.length).toBeGreaterThan(2);
  });

  it('is begun again by the next look after the engine ended it, and by no timer', async () => {
    const { started, end, watch, looker } = watchWith();
    await end();
    expect(watch.ended).toBe(false);
    started[0]?.end('it was stopped');
    expect(watch.ended).toBe(true);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(started).toHaveLength(1);
    expect(looker.asked).toEqual([]);
    await end();
    expect(started).toHaveLength(2);
    expect(watch.ended).toBe(false);
  });

  it('logs why it cannot be begun, and is tried with the next look', async () => {
    const { started, state, end, watch, logged } = watchWith();
    state.fails = true;
    await end();
    expect(logged).toEqual(["The engine's events cannot be watched: Error: no such program"]);
    expect(watch.ended).toBe(true);
    state.fails = false;
    await end();
    expect(started).toHaveLength(1);
  });

  it('may end before it has begun', async () => {
    const { started, state, end, watch } = watchWith();
    state.endsAtOnce = true;
    await end();
    expect(watch.ended).toBe(true);
    await end();
    expect(started).toHaveLength(2);
  });

  it('is begun once, though two looks end while the API loads', async () => {
    const { started, end, looker } = watchWith();
    looker.end([app]);
    await end();
    expect(started).toHaveLength(1);
  });

  it('is another for other folders and settings, and the one before ends', async () => {
    const { started, end, state } = watchWith();
    await end();
    await end([app, other]);
    expect(started.map(({ disposed }) => disposed)).toEqual([true, false]);
    state.settings = { dockerPath: 'podman' };
    await end([app, other]);
    expect(started.map(({ disposed }) => disposed)).toEqual([true, true, false]);
  });

  it('ends with the last dev container and when it is disposed of', async () => {
    const { started, end, watch, looker } = watchWith();
    await end();
    await end([]);
    expect(started[0]?.disposed).toBe(true);
    expect(watch.ended).toBe(false);
    await end();
    started[1]?.event();
    watch.dispose();
    expect(started[1]?.disposed).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(looker.asked).toEqual([]);
  });
});
