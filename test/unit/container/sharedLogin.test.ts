import { expect, it } from 'vitest';
import { sharedLogin } from '../../../core/src/container/sharedLogin.ts';

it('is the volume at the place of the login, and nothing else', () => {
  const volume = (target: string) => ({
    type: 'volume',
    source: 'claude-code-login',
    target,
    writable: true,
  });
  expect(sharedLogin({ mounts: [volume('/x'), volume('/var/lib/claude-login')] })).toBe('claude-code-login');
  expect(sharedLogin({ mounts: [volume('/var/lib/claude')] })).toBeUndefined();
  expect(sharedLogin(undefined)).toBeUndefined();
});
