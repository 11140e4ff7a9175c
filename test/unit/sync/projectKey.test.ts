import { namedKey, normalRemote, projectKey } from '@claude-sessions/core/sync/projectKey.ts';
import { describe, expect, it, test } from 'vitest';

describe('normalRemote', () => {
  it.each([
    ['git@github.com:me/app.git', 'github.com/me/app'],
    ['git@GitHub.COM:me/App.git', 'github.com/me/App'],
    ['https://github.com/me/app', 'github.com/me/app'],
    ['https://github.com/me/app.git/', 'github.com/me/app'],
    ['https://me:token@github.com/me/app.git', 'github.com/me/app'],
    ['https://github.com/me/app.git?token=x#y', 'github.com/me/app'],
    ['ssh://git@github.com:22/me/app.git', 'github.com/me/app'],
    ['git://github.com//me//app', 'github.com/me/app'],
    ['http://[::1]:8080/me/app', '[::1]/me/app'],
    ['host:app', 'host/app'],
    [' host:~/app.git\n', 'host/~/app'],
  ])('%j is %s', (url, key) => expect(normalRemote(url)).toBe(key));

  it.each([
    '/srv/git/app.git',
    '../app',
    'file:///srv/app.git',
    'C:\\work\\app',
    'c:/work/app',
    'https://github.com/',
    '',
  ])('%j is of this machine alone', (url) => expect(normalRemote(url)).toBeUndefined());
});

test('origin is meant, else the only one, else none', () => {
  const remotes = [
    { name: 'upstream', url: 'git@a.com:up/app' },
    { name: 'origin', url: 'git@a.com:me/app' },
  ];
  expect(projectKey(remotes)).toBe('a.com/me/app');
  expect(projectKey(remotes.slice(0, 1))).toBe('a.com/up/app');
  expect(projectKey([...remotes.slice(0, 1), { name: 'fork', url: 'git@a.com:x/app' }])).toBeUndefined();
  expect(projectKey([])).toBeUndefined();
  expect(namedKey(' a.com/me/app ')).not.toBe(projectKey(remotes));
});
