import { describe, expect, it } from 'vitest';
import { requireHost, requireTrust } from '../../../extension/src/window/requireTrust.ts';

describe('what cannot be done where the window is', () => {
  it('is refused with what to do', () => {
    expect(() => requireTrust('restricted', 'Sharing')).toThrow(/restricted/);
    expect(() => requireHost('restricted', 'Sharing')).toThrow(/restricted/);
    expect(() => requireHost('container', 'Sharing')).toThrow(/host/);
    expect(() => requireTrust('container', 'Fixing')).not.toThrow();
    expect(() => requireHost('host', 'Sharing')).not.toThrow();
  });
});
