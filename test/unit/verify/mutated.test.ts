import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import type { VerifyFinding } from '../../../core/src/verify/verifyFinding.ts';
import { honest, mutations, secret } from './mutations.ts';
import { factsOf, fakeHost, session } from './support.ts';

const place = { path: `${session}.jsonl`, session, unfinished: false };
/** A host on which every path that leads out leads to a secret. */
const host = {
  ...fakeHost(),
  fileAt: (path: string) =>
    path.includes('..') || /^[/~]/.test(path) ? { real: secret, open: true } : undefined,
};
const judge = (lines: readonly JsonRecord[]): VerifyFinding[] =>
  judgeTranscript(place, factsOf(lines), new Set(), host);

describe('of an honest conversation in which one line was changed', () => {
  it.each(mutations)('%s, what was made is named', (_, changes) => {
    fc.assert(
      fc.property(changes, fc.nat(honest.length), ({ line, named }, at) => {
        const lines = [...honest.slice(0, at).slice(-5), line, ...honest.slice(at).slice(0, 5)];
        expect(judge(lines).some(named)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('nothing of that is named when none was', () => {
    const codes = new Set(
      judgeTranscript(place, factsOf(honest), new Set(), fakeHost()).map(({ code }) => code),
    );
    expect(codes.has('unknown-name') || codes.has('file-read-again')).toBe(false);
  });
});
