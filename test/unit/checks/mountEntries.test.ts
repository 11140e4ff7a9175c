import { describe, expect, it } from 'vitest';
import { found, notFound } from './cases/mountEntries.ts';
import { expectFindings } from './expectFindings.ts';
import { configurationOf, containerFacts, findingsOf, healthyHost, hostOf } from './facts.ts';

describe('a fault in a mount’s entry', () => {
  it.each(found)('%s: %s', (code, text, expected) => expectFindings(code, text, expected));
  it.each(notFound)('not %s: %s', (code, text) => expectFindings(code, text));

  it('of a broken file is found, and left to its author', () => {
    const text = '{ "mounts": ["source=/a,target=/b,readonly=1", { "target": "/x", "readonly": true }, } }';
    const configuration = configurationOf(text);
    for (const code of ['readonly-with-value', 'object-readonly']) {
      const [finding] = findingsOf(code, { configuration }) ?? [];
      expect(finding).toBeDefined();
      expect(finding?.action).toBeUndefined();
    }
  });

  it('HOME that this host does not set', () => {
    const text = '{ "mounts": [‹"type=bind,source=${localEnv:HOME}/.ssh,target=/b"›] }';
    const env = { USERPROFILE: 'C:\\Users\\me' };
    const onWindows = () => ({ host: healthyHost({ platform: 'win32', env }) });
    const after = text.replace('HOME}', 'HOME}${localEnv:USERPROFILE}').replace(/[‹›]/g, '');
    expectFindings('home-of-one-system', text, { severity: 'error', after }, onWindows);
    expectFindings('home-of-one-system', text, { severity: 'information', after }, (source) => ({
      host: hostOf(source),
    }));
  });

  it('HOME alone is left as it is where both are set, and both would be put in', () => {
    const env = { HOME: '/home/me', USERPROFILE: '/mnt/c/Users/me' };
    const text = '{ "mounts": [‹"type=bind,source=${localEnv:HOME}/.ssh,target=/b"›] }';
    expectFindings('home-of-one-system', text, { severity: 'information' }, () => ({
      host: healthyHost({ env }),
    }));
  });

  it('the container’s user, where only it is known', () => {
    const container = containerFacts({ remoteUser: 'vscode' });
    const other = '{ "mounts": [‹"source=x,target=/home/node/.claude"›] }';
    expectFindings('home-of-another-user', other, { severity: 'warning' }, () => ({ container }));
    expectFindings(
      'home-of-another-user',
      other.replaceAll('node', 'vscode').replace(/[‹›]/g, ''),
      {},
      () => ({ container }),
    );
  });
});
