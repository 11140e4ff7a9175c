import { describe, expect, it } from 'vitest';
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
