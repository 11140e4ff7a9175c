import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../extension/src/errors/failureOf.ts';

describe('a failure', () => {
  it('says what to do next, also when the error does not', () => {
    expect(failureOf(Object.assign(new Error('a'), { hint: 'Do b.' }))).toMatchObject({ hint: 'Do b.' });
    expect(failureOf(Object.assign(new Error('a'), { hint: undefined })).hint).toContain('Show log');
    expect(failureOf('thrown text')).toMatchObject({ message: 'thrown text' });
  });
});
