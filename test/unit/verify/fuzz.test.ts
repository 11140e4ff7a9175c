import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinFacts } from '../../../core/src/verify/joinFacts.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import { verifyKinds } from '../../../core/src/verify/verifyCodes.ts';
import { types, value } from './hostileValues.ts';
import { factsOf, fakeHost, session } from './support.ts';

describe('transcripts of any kind', () => {
  const judge = (lines: string[]) => {
    const facts = factsOf(lines);
    const place = { path: 'x.jsonl', session, unfinished: false };
    return { facts, findings: judgeTranscript(place, facts, new Set(), fakeHost({ '/': 0 })) };
  };

  it('are judged without a throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.constantFrom(...types), fc.string()), { maxLength: 5 }),
        (made) => {
          const lines = made.map(([each, type, tail]) => {
            const object = typeof each === 'object' && each !== null ? each : { attachment: each };
            return `${JSON.stringify({ type, ...object })}${tail.replaceAll('\n', '')}`;
          });
          for (const { code, message } of judge(lines).findings) {
            expect(verifyKinds[code]).toBeDefined();
            expect(typeof message).toBe('string');
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are the same in one part or in two', () => {
    const line = fc
      .tuple(fc.constantFrom(...types), value)
      .map(([type, each]) => JSON.stringify({ type, mode: type, attachment: each, sessionId: session }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(line, { minLength: 1 }), (first, second) => {
        expect(joinFacts([factsOf(first), factsOf(second)])).toEqual(factsOf([...first, ...second]));
      }),
    );
  });
});
