import { expect, it } from 'vitest';
import { pulledAs } from '../../../cli/src/review/pulledAs.ts';
import type { ReviewReport, SyncedFile } from '../../../cli/src/review/syncProject.ts';

const report = (outcome: SyncedFile['outcome'], host = 'app/one.jsonl'): ReviewReport => ({
  files: [
    { mirror: 'two.jsonl', host: 'app/two.jsonl', outcome: { kind: 'damaged', how: 'x' }, notTaken: [] },
    { mirror: 'one.jsonl', host, outcome, notTaken: [] },
  ],
  strange: [],
});

it('is as the mirror has it, another one where that was taken, or the fork that was made of it', () => {
  expect(pulledAs('one', [])).toBe(undefined);
  expect(pulledAs('three', [report({ kind: 'pulled' })])).toBe(undefined);
  expect(pulledAs('one', [report({ kind: 'pulled' })])).toBe('one');
  expect(pulledAs('one', [report({ kind: 'pulled' }, 'app/made.jsonl')])).toBe('made');
  expect(pulledAs('one', [report({ kind: 'forked', to: 'app/fork.jsonl' })])).toBe('fork');
});

it.each([
  [{ kind: 'damaged', how: 'it is shorter than it was' }, 'it is shorter than it was'],
  [{ kind: 'unreadable', why: 'EACCES\u001b' }, /\(EACCES\\u001b\)/],
  [{ kind: 'waiting', side: 'mirror', because: 'open' }, 'once Claude Code on this host has closed it'],
  [{ kind: 'waiting', side: 'mirror', because: 'written' }, 'being written'],
  [{ kind: 'waiting', side: 'mirror', because: 'many' }, 'the next time'],
] as const)('is none of what was not pulled: %j', (outcome, words) => {
  expect(() => pulledAs('one', [report(outcome)])).toThrow(words);
});
