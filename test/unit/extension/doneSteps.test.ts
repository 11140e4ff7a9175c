import { expect, it } from 'vitest';
import manifest from '../../../extension/package.json';
import { doneSteps } from '../../../extension/src/looks/doneSteps.ts';
import { finding, lookOf, results, stateOf } from './support/look.ts';

const container = { name: 'x', running: true };
const drift = finding({ code: 'container-drift', place: 'container', evidence: ['one'] });

it.each([
  ['nothing is there', [], { setUp: false, built: false }],
  ['nothing is known yet', [stateOf(undefined)], { setUp: false, built: false }],
  [
    'nothing is set up',
    [stateOf(lookOf(results([]), { mode: 'none', container }))],
    { setUp: false, built: false },
  ],
  ['it is set up', [stateOf(lookOf(results([])))], { setUp: true, built: false }],
  ['it has to be rebuilt', [stateOf(lookOf(results([drift]), { container }))], { setUp: true, built: false }],
  [
    'it is rebuilt',
    [stateOf(lookOf(results([]), { mode: 'isolate', container }))],
    { setUp: true, built: true },
  ],
])('what of the walkthrough is done where %s', (_, states, done) => {
  expect(doneSteps(states)).toEqual(done);
});

it('every step of the walkthrough that is done in another way is ticked as well', () => {
  const [walkthrough] = manifest.contributes.walkthroughs;
  const other = (walkthrough?.steps ?? []).map(({ id, completionEvents = [] }) => [
    id,
    completionEvents.filter((event) => !event.startsWith('onCommand:')),
  ]);
  expect(Object.fromEntries(other)).toEqual({
    why: [],
    share: ['onContext:claudeSessions.setUp'],
    continue: ['onContext:claudeSessions.built'],
    check: ['onView:claudeSessions.findings'],
    keep: ['onContext:claudeSessions.keepsInAll'],
  });
});
