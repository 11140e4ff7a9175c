import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../extension/src/window/windowKind.ts';

const host = { trusted: true, remoteName: undefined, hasClaudeState: false, remoteContainers: undefined };

describe('where a window runs', () => {
  it('is the host by default, in WSL and by SSH', () => {
    expect(placeOf(host)).toBe('host');
    expect(placeOf({ ...host, remoteName: 'wsl' })).toBe('host');
    expect(placeOf({ ...host, remoteName: 'ssh-remote' })).toBe('host');
    expect(placeOf({ ...host, remoteContainers: 'false' })).toBe('host');
  });

  it.each(['dev-container', 'attached-container', 'k8s-container', 'codespaces'])(
    'is the container: %s',
    (name) => {
      expect(placeOf({ ...host, remoteName: name })).toBe('container');
    },
  );

  it('is the container by what is there', () => {
    expect(placeOf({ ...host, hasClaudeState: true })).toBe('container');
    expect(placeOf({ ...host, remoteContainers: 'true' })).toBe('container');
  });

  it('is restricted without trust, wherever it is', () => {
    expect(placeOf({ ...host, trusted: false })).toBe('restricted');
    expect(placeOf({ ...host, trusted: false, remoteName: 'dev-container', hasClaudeState: true })).toBe(
      'restricted',
    );
  });
});
