import { expect, test } from 'vitest';
import { fitState } from '../../../cli/src/verify/fitState.ts';
import type { KnownTranscript, VerifiedState } from '../../../cli/src/verify/stateSchema.ts';

const known = (length: number, more: Partial<KnownTranscript> = {}): KnownTranscript => ({
  lines: 1,
  segments: [{ length, hash: 'x'.repeat(44) }],
  ...more,
});
const facts = { rewinds: [{ what: 'y'.repeat(1000), line: 1, count: 1 }] };

const state: VerifiedState = {
  version: 1,
  folder: '/f',
  memory: { 'MEMORY.md': { hash: 'h', lines: ['m'.repeat(500)] } },
  prompts: ['p'.repeat(400)],
  accepted: ['a'.repeat(24)],
  transcripts: {
    'small.jsonl': known(100),
    'many facts.jsonl': known(5000, { facts }),
    'large.jsonl': known(1_000_000),
    'host.jsonl': known(100, { trusted: { length: 100, lines: 1 }, facts }),
  },
};
const text = (what: VerifiedState) => JSON.stringify(what);
const full = text(state).length;

function left(maxBytes: number) {
  const fitting = fitState(state, maxBytes, text);
  const { transcripts, memory, prompts, accepted } = JSON.parse(fitting?.text ?? '{}') as VerifiedState;
  return [
    Object.keys(transcripts).join(),
    Object.keys(memory ?? {}).length,
    prompts.length,
    accepted.length,
    fitting?.lost,
  ];
}

test('of what is remembered goes first what is soon found out again, last what the user accepted', () => {
  const all = 'small.jsonl,many facts.jsonl,large.jsonl,host.jsonl';
  expect(left(full)).toEqual([all, 1, 1, 1, false]);
  expect(left(full - 1)).toEqual(['host.jsonl,large.jsonl,many facts.jsonl', 1, 1, 1, false]);
  expect(left(full - 500)).toEqual(['host.jsonl,large.jsonl', 1, 1, 1, false]);
  expect(left(full - 1350)).toEqual(['host.jsonl', 1, 1, 1, false]);
  expect(left(2000)).toEqual(['host.jsonl', 0, 1, 1, true]);
  expect(left(1500)).toEqual(['host.jsonl', 0, 0, 1, true]);
  expect(left(300)).toEqual(['', 0, 0, 1, true]);
  expect(left(100)).toEqual(['', 0, 0, 0, true]);
  expect(fitState(state, 10, text)).toBeUndefined();
});
