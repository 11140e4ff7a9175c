import { describe, expect, it } from 'vitest';
import { shownFinding } from '../../../extension/src/view/shownFinding.ts';
import { findingNode, treeModel } from '../../../extension/src/view/treeModel.ts';
import { finding, lookOf, results, stateOf } from './support/look.ts';

describe('what a command of the view is about', () => {
  it('is found in a line of the view and in what a line hands over', () => {
    const found = finding();
    const node = findingNode(treeModel([stateOf(lookOf(results([found])))], 'host'), found.code);
    expect(shownFinding(node)?.finding).toBe(found);
    expect(shownFinding(node?.about)?.finding).toBe(found);
  });

  it.each([undefined, null, 'text', {}, { about: undefined }, { finding: 1 }])(
    'is nothing in %j',
    (argument) => {
      expect(shownFinding(argument)).toBeUndefined();
    },
  );
});
