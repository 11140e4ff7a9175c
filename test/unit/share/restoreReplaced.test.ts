import { describe, expect, it } from 'vitest';
import { restoreReplaced } from '../../../core/src/share/restoreReplaced.ts';
import { apply, configOf } from '../support/document.ts';

const mount = 'source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind';
const original = `{
  "image": "debian",
  "containerEnv": { "CLAUDE_CONFIG_DIR": "/x", "A": "b" },
  "runArgs": ["--init", "-e", "CLAUDE_CONFIG_DIR=/x"],
  "mounts": [
    "${mount}",
    "source=history,target=/h,type=volume"
  ],
  "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "\${localEnv:CLAUDE_CODE_OAUTH_TOKEN}" },
  "initializeCommand": ["echo", "hi"]
}
`;
const ours = apply(original, 'share', {}, { installClaude: true });
const restore = (current: string, before = original) =>
  configOf(restoreReplaced(apply(current, 'none'), current, { original: before, ours }));

describe('restoreReplaced', () => {
  it('puts back what ours replaced', () => {
    const { mounts, ...rest } = restore(ours);
    const { mounts: before, ...others } = configOf(original);
    expect(rest).toEqual(others);
    expect([...mounts].sort()).toEqual([...before].sort());
  });

  it('keeps what the user added, wherever that is', () => {
    const git = 'ghcr.io/x/git:1';
    const current = ours
      .replace('"A": "b"', '"A": "c"')
      .replace(/("ghcr[^"]*claude-profile:1": \{\})/, `$1, "${git}": {}`)
      .replace('"initializeCommand": {', '"initializeCommand": { "mine": "x",');
    expect(restore(current)).toMatchObject({
      features: { [git]: {} },
      containerEnv: { CLAUDE_CONFIG_DIR: '/x', A: 'c' },
      initializeCommand: { mine: 'x', workspace: ['echo', 'hi'] },
      mounts: expect.arrayContaining([mount]),
    });
    expect(Object.keys(restore(current).features)).toEqual([git]);
  });

  it('gives back an order of Features without what ours added to it, wherever the user edited it', () => {
    const [node, git] = ['ghcr.io/x/node:1', 'ghcr.io/x/git:1'];
    const before = JSON.stringify({
      features: { [node]: {}, [git]: {} },
      overrideFeatureInstallOrder: [git],
    });
    const withHome = apply(before, 'isolate', { home: true });
    const restored = (current: string) =>
      configOf(restoreReplaced(apply(current, 'none'), current, { original: before, ours: withHome }))
        .overrideFeatureInstallOrder;
    expect(configOf(withHome).overrideFeatureInstallOrder).toHaveLength(3);
    expect(restored(withHome)).toEqual([git]);
    expect(restored(withHome.replace(`["${git}", `, '["ghcr.io/x/first", '))).toEqual(['ghcr.io/x/first']);
    expect(restored(withHome.replace(`"${node}"]`, `"${node}", "ghcr.io/x/last"]`))).toEqual([
      git,
      'ghcr.io/x/last',
    ]);
    expect(restored(withHome.replace(`["${git}", `, '['))).toBeUndefined();
  });

  it('leaves out what the user took out', () => {
    const current = ours.replace('"source=history,target=/h,type=volume"', '');
    expect(restore(current).mounts).toEqual([mount]);
  });
});
