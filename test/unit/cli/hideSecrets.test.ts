import { afterEach, describe, expect, it, vi } from 'vitest';
import { remoteUser } from '../../../cli/src/facts/containerFacts.ts';
import { withoutSecrets } from '../../../cli/src/facts/drift.ts';
import { hideSecrets } from '../../../cli/src/host/hideSecrets.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';

describe('secrets of the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are their names again in what an engine has put them into', () => {
    const env = { GITHUB_TOKEN: 'a-secret$&', SHORT_KEY: 'ab', EDITOR: 'editor' };
    expect(hideSecrets('/x/a-secret$&/ab/editor', env)).toBe('/x/${GITHUB_TOKEN}/ab/editor');
    // The folder that a program runs in is in every path, and no password.
    expect(hideSecrets('/home/me/a.json', { PWD: '/home/me', OLDPWD: '/home/me' })).toBe('/home/me/a.json');
    vi.stubEnv('GITHUB_TOKEN', 'ghp_value');
    const source = '/x/ghp_value/.claude';
    const why = `is of ${source}`;
    const drift = {
      missing: [],
      unexpected: [],
      wrong: [{ target: '/a', why }],
      notOurs: [{ source, target: '/b' }],
    };
    expect(JSON.stringify(withoutSecrets(drift))).not.toContain('ghp_value');
  });

  it('do not become the name of a user', () => {
    vi.stubEnv('GITHUB_TOKEN', 'ghp_value');
    vi.stubEnv('USER', 'me');
    const of = (user: string) =>
      remoteUser({ labels: {}, user: 'node' }, parseDocument(JSON.stringify({ remoteUser: user })));
    expect(of('${localEnv:GITHUB_TOKEN}')).toBe('');
    expect(of('${env:GITHUB_TOKEN:vscode}')).toBe('');
    expect(of('${localEnv:USER}')).toBe('me');
    expect(of('vscode')).toBe('vscode');
  });
});
