import { describe, expect, it } from 'vitest';
import { preparedMessage } from '../../../extension/src/prepare/preparedMessage.ts';
import { app } from './support/look.ts';

describe('what is said after the host was prepared', () => {
  it('says what there was to do', () => {
    expect(preparedMessage(app, undefined)).toMatch(/shares nothing/);
    expect(preparedMessage(app, { made: [], leftOut: [] })).toBe('All that our mounts need was there.');
    expect(preparedMessage(app, { made: ['/x'], leftOut: ['env.KEY'] })).toMatch(/1 entry,.*env\.KEY/);
  });
});
