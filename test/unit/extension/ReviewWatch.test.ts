import { expect, it } from 'vitest';
import { ReviewWatch } from '../../../extension/src/watch/ReviewWatch.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { fakeLooker } from './support/fakeLooker.ts';
import { lookOf, stateOf } from './support/look.ts';

const shared = stateOf(lookOf([], { mode: 'share' }));
const isolated = stateOf(lookOf([], { mode: 'isolate' }));

function watchWith(place: WindowKind = 'host') {
  const looker = fakeLooker();
  const open = new Set<number>();
  const state = { mirrored: true, begun: 0, fail: undefined as ((error: unknown) => void) | undefined };
  const told: string[] = [];
  const changed: string[] = [];
  const watch = new ReviewWatch(looker, {
    windowKind: () => place,
    log: (line) => void told.push(line),
    tell: (_, lines) => void told.push(...lines),
    changed: ({ configFile }) => void changed.push(configFile),
    api: async () => ({
      watchReview: async (_, { tell, changed: isOther, failed }) => {
        if (!state.mirrored) return undefined;
        const number = state.begun++;
        open.add(number);
        state.fail = failed;
        tell([`begun ${number}`]);
        isOther();
        return { dispose: () => void open.delete(number) };
      },
    }),
  });
  const end = async (states = [shared]) => {
    looker.end(states);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { watch, open, state, end, told, changed };
}

it('carries as long as the project is reviewed, and one at a time', async () => {
  const { watch, open, end, told, changed } = watchWith();
  await end();
  await end();
  expect([...open]).toEqual([0]);
  await end([isolated]);
  expect([...open]).toEqual([]);
  await end();
  expect(told).toEqual(['begun 0', 'begun 1']);
  expect(changed).toEqual([shared.project.configFile, shared.project.configFile]);
  watch.dispose();
  expect([...open]).toEqual([]);
});

it('asks again after a look where there was no mirror, or where it failed', async () => {
  const { open, state, end, told } = watchWith();
  state.mirrored = false;
  await end();
  state.mirrored = true;
  await end();
  expect([...open]).toEqual([0]);
  state.fail?.(new Error('no room'));
  expect(told.at(-1)).toContain('no room');
  await end();
  expect([...open]).toEqual([1]);
});

it.each(['container', 'restricted'] as const)('does nothing in a window that is %s', async (place) => {
  const { state, end } = watchWith(place);
  await end();
  expect(state.begun).toBe(0);
});
