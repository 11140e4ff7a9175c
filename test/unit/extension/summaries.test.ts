import { describe, expect, it } from 'vitest';
import { isFixRequest } from '../../../extension/src/fix/fixRequest.ts';
import { preparedMessage } from '../../../extension/src/prepare/preparedMessage.ts';
import { mountsSummary } from '../../../extension/src/status/mountsSummary.ts';
import { app } from './support/look.ts';

describe('what is said after the mounts were checked', () => {
  it('is that there is nothing to check', () => {
    expect(mountsSummary([], 'host')).toEqual({
      level: 'information',
      message: 'There is no devcontainer.json in this window to check.',
    });
  });

  it('is why a look failed, as a warning', () => {
    const failure = { kind: 'error', message: 'It failed.', hint: 'Do this.' } as const;
    expect(mountsSummary([{ project: app, failure, looking: false }], 'host')).toEqual({
      level: 'warning',
      message: 'It failed. Do this.',
    });
  });
});

describe('what is said after the host was prepared', () => {
  it('says what there was to do', () => {
    expect(preparedMessage(app, undefined)).toMatch(/shares nothing/);
    expect(preparedMessage(app, { made: [], leftOut: [] })).toBe('All that our mounts need was there.');
    expect(preparedMessage(app, { made: ['/x'], leftOut: ['env.KEY'] })).toMatch(/1 entry,.*env\.KEY/);
  });
});

describe('what the language server asks for', () => {
  it('is told from anything else', () => {
    expect(isFixRequest({ uri: 'file:///x', code: 'a', kind: 'prepare' })).toBe(true);
    expect(isFixRequest({ uri: 1, code: 'a', kind: 'prepare' })).toBe(false);
    expect(isFixRequest(null)).toBe(false);
  });
});
