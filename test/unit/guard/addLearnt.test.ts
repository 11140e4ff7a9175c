import { expect, it } from 'vitest';
import { addLearnt } from '../../../cli/src/guard/addLearnt.ts';
import type { VerifiedState } from '../../../cli/src/verify/stateSchema.ts';

const known = (lines: number) => ({ lines, segments: [{ length: lines * 10, hash: `${lines}` }] });
const state = (more: Partial<VerifiedState> = {}): VerifiedState => ({
  version: 1,
  folder: '/f',
  prompts: [],
  accepted: [],
  transcripts: {},
  ...more,
});

it('keeps what was accepted while a look went on', () => {
  const before = state({ transcripts: { a: known(1), b: known(1) }, prompts: ['p'] });
  const now = state({ transcripts: { a: known(2), b: known(1) }, prompts: ['p', 'q'], accepted: ['x'] });
  const after = state({ transcripts: { a: known(3), b: known(3), c: known(3) }, prompts: ['p', 'r'] });
  expect(addLearnt(now, before, after)).toEqual(
    state({
      transcripts: { a: known(2), b: known(3), c: known(3) },
      prompts: ['p', 'q', 'r'],
      accepted: ['x'],
    }),
  );
});
