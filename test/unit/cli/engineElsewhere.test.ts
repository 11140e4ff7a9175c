import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineElsewhere, isRemote, seesFolder } from '../../../cli/src/host/engineElsewhere.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

afterEach(() => vi.unstubAllEnvs());

describe('an engine on another machine', () => {
  it.each([
    ['ssh://me@builder', true],
    ['tcp://192.0.2.7:2375', true],
    ['tcp://docker:2375', true],
    ['https://[2001:db8::1]:2376', true],
    ['tcp://localhost:2375', false],
    ['tcp://127.0.0.1:2375', false],
    ['ssh://core@127.0.0.1:50123', false],
    ['tcp://[::1]:2375', false],
    ['unix:///run/user/1000/docker.sock', false],
    ['npipe:////./pipe/docker_engine', false],
    ['not an address', false],
  ])('%s', (endpoint, remote) => {
    expect(isRemote(endpoint)).toBe(remote);
  });

  it('is known by DOCKER_HOST, for Podman by CONTAINER_HOST, and its user is not shown', async () => {
    vi.stubEnv('DOCKER_HOST', 'ssh://me:secret@builder');
    vi.stubEnv('CONTAINER_HOST', '');
    const where = 'is on another machine (ssh://builder)';
    expect(await engineElsewhere({ command: 'docker' }, '/home/me')).toBe(where);
    expect(await engineElsewhere({ command: 'podman' }, '/home/me')).toBeUndefined();
    vi.stubEnv('CONTAINER_HOST', 'ssh://me@builder');
    expect(await engineElsewhere({ command: '/usr/bin/podman' }, '/home/me')).toBe(where);
  });

  it('is known by the context that was chosen, of which the client is asked', async () => {
    const folder = newFolder();
    const command = join(folder, 'docker');
    writeFileSync(command, '#!/bin/sh\necho "ssh://$6"\n');
    chmodSync(command, 0o755);
    mkdirSync(join(folder, 'config'));
    vi.stubEnv('DOCKER_HOST', '');
    vi.stubEnv('DOCKER_CONTEXT', '');
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'config'));
    expect(await engineElsewhere({ command }, '/home/me')).toBeUndefined();
    const chosen = (name: string) =>
      writeFileSync(join(folder, 'config/config.json'), JSON.stringify({ auths: {}, currentContext: name }));
    chosen('default');
    expect(await engineElsewhere({ command }, '/home/me')).toBeUndefined();
    chosen('far');
    expect(await engineElsewhere({ command }, '/home/me')).toBe('is on another machine (ssh://far)');
    vi.stubEnv('DOCKER_CONTEXT', 'default');
    expect(await engineElsewhere({ command }, '/home/me')).toBeUndefined();
  });
});

describe('a container that was handed the socket of an engine', () => {
  const bind = (source: string, target: string, type = 'bind') => ({ type, source, target, writable: true });
  it.each([
    ['nothing of the home', [bind('/var/run/docker.sock', '/var/run/docker.sock')], false],
    ['the home at the same path', [bind('/home/me', '/home/me')], true],
    ['a folder above it at the same path', [bind('/home', '/home')], true],
    ['another home', [bind('/srv/home', '/home/me')], false],
    ['a volume below what is the same', [bind('/home', '/home'), bind('v', '/home/me', 'volume')], false],
  ])('%s', (_, mounts, sees) => {
    expect(seesFolder({ mounts }, '/home/me')).toBe(sees);
  });
});
