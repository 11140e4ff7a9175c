import { expect, it } from 'vitest';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { HostLoginWatch } from '../../../extension/src/watch/HostLoginWatch.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { fakeLooker } from './support/fakeLooker.ts';
import { lookOf, stateOf } from './support/look.ts';

const options = { ...defaultShareOptions, login: 'host-readonly' } as const;
const kept = stateOf(lookOf([], { mode: 'isolate', options }));
const own = stateOf(lookOf([], { mode: 'share', options: defaultShareOptions }));
const none = stateOf(lookOf([], { mode: 'none', options }));

function watchWith(place: WindowKind = 'host') {
  const looker = fakeLooker();
  const seen = {
    begun: 0,
    open: 0,
    lines: [] as string[],
    fail: undefined as ((error: unknown) => void) | undefined,
  };
  const watch = new HostLoginWatch(looker, {
    windowKind: () => place,
    log: (line) => void seen.lines.push(line),
    api: async () => ({
      watchHostLogin: async (failed) => {
        seen.begun++;
        seen.open++;
        seen.fail = failed;
        return { dispose: () => void seen.open-- };
      },
    }),
  });
  const end = async (states = [kept]) => {
    looker.end(states);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { watch, seen, end };
}

it('keeps the login once for the window, as long as a dev container has it', async () => {
  const { watch, seen, end } = watchWith();
  await end([own, none]);
  expect(seen.begun).toBe(0);
  await end([own, kept, kept]);
  await end();
  expect([seen.begun, seen.open]).toEqual([1, 1]);
  await end([own]);
  expect(seen.open).toBe(0);
  await end();
  watch.dispose();
  await end([]);
  expect([seen.begun, seen.open]).toEqual([2, 0]);
});

it('begins again after the next look where it failed, and not in a container or a restricted window', async () => {
  const { seen, end } = watchWith();
  await end();
  seen.fail?.(new Error('full'));
  await end();
  expect([seen.begun, seen.lines.length]).toEqual([2, 1]);
  for (const place of ['container', 'restricted'] as const) {
    const other = watchWith(place);
    await other.end();
    expect(other.seen.begun).toBe(0);
  }
});
