import { describe, expect, it } from 'vitest';
import { windowKindOf } from '../../../extension/src/window/windowKind.ts';

const host = { trusted: true, remoteName: undefined, hasClaudeState: false, remoteContainers: undefined };

describe('where a window runs', () => {
  it('is the host by default, in WSL and by SSH', () => {
    expect(windowKindOf(host)).toBe('host');
    expect(windowKindOf({ ...host, remoteName: 'wsl' })).toBe('host');
    expect(windowKindOf({ ...host, remoteName: 'ssh-remote' })).toBe('host');
    expect(windowKindOf({ ...host, remoteContainers: 'false' })).toBe('host');
  });

  it.each(['dev-container', 'attached-container', 'k8s-container', 'codespaces'])(
    'is the container: %s',
    (name) => {
      expect(windowKindOf({ ...host, remoteName: name })).toBe('container');
    },
  );

  it('is the container by what is there', () => {
    expect(windowKindOf({ ...host, hasClaudeState: true })).toBe('container');
    expect(windowKindOf({ ...host, remoteContainers: 'true' })).toBe('container');
  });

  it('is restricted without trust, wherever it is', () => {
    expect(windowKindOf({ ...host, trusted: false })).toBe('restricted');
    expect(windowKindOf({ ...host, trusted: false, remoteName: 'dev-container', hasClaudeState: true })).toBe(
      'restricted',
    );
  });
});
