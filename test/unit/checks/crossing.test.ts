import { describe, expect, it } from 'vitest';
import { bypassesPermissions } from '../../../core/src/prepare/permissionMode.ts';
import { apply } from '../support/document.ts';
import { expectFinding } from './expectFindings.ts';
import { configurationOf, findingsOf, healthyHost } from './facts.ts';

const bypassing = {
  settings: { leftOut: [], notCopied: [], commands: [], bypassesPermissions: true },
} as const;
const shared = (more = '') => apply(`{ "image": "debian"${more} }`, 'share');

function find(code: string, changes: Parameters<typeof healthyHost>[0], source = shared()) {
  return findingsOf(code, {
    configuration: configurationOf(source),
    host: healthyHost(changes),
  });
}

describe('bypassPermissions', () => {
  it.each([', "remoteUser": "root"', '', ', "remoteUser": "node"'])(
    'is not shared, which is said: %s',
    (more) => {
      const [finding] = find('bypass-as-root', bypassing, shared(more)) ?? [];
      if (finding)
        expectFinding(finding, { severity: 'information', fix: '--permission-mode bypassPermissions' });
      expect(finding).toBeDefined();
    },
  );

  it('is said once', () => {
    const leftOut = ['env.A', 'permissions.defaultMode'];
    const both = { settings: { ...bypassing.settings, leftOut } };
    expect(find('settings-left-out', both)?.[0]?.evidence).toEqual(['env.A']);
    expect(find('settings-left-out', { settings: { ...both.settings, leftOut: leftOut.slice(1) } })).toEqual(
      [],
    );
  });

  it('is no matter where the settings do not cross, or say nothing of it', () => {
    const root = ', "remoteUser": "root"';
    expect(find('bypass-as-root', {}, shared(root))).toEqual([]);
    expect(find('bypass-as-root', bypassing, apply(`{ "image": "x"${root} }`, 'isolate'))).toEqual([]);
    expect(
      find('bypass-as-root', bypassing, apply(`{ "image": "x"${root} }`, 'share', { profile: false })),
    ).toEqual([]);
    for (const text of ['', '{', '[]', '{"permissions": null}', '{"permissions": {"defaultMode": "plan"}}'])
      expect(bypassesPermissions(text)).toBe(false);
    expect(bypassesPermissions('{"permissions": {"defaultMode": "bypassPermissions"}}')).toBe(true);
  });
});

describe('links of the profile', () => {
  it('are named', () => {
    const link = 'skills/foo: secrets are kept under .ssh';
    const [finding] = find('profile-links-not-copied', { linksNotCopied: [link] }) ?? [];
    expect(finding?.evidence).toEqual([link]);
    if (finding) expectFinding(finding, { severity: 'information' });
    expect(find('profile-links-not-copied', {})).toEqual([]);
    const alone = apply('{ "image": "x" }', 'share', { profile: false });
    expect(find('profile-links-not-copied', { linksNotCopied: [link] }, alone)).toEqual([]);
  });
});

describe('what CLAUDE.md imports', () => {
  const leftOut = ['CLAUDE.md: @~/.ssh/config: secrets are kept under .ssh'];

  it('and the copy does not is named', () => {
    const [finding, ...more] =
      find('imports-not-copied', { imports: { notCopied: ['~/x.md'], leftOut } }) ?? [];
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ evidence: ['@~/x.md'], action: { kind: 'prepare' } });
    if (finding)
      expectFinding(finding, { severity: 'warning', fix: 'claude-sessions prepare', action: 'prepare' });
  });

  it('and is not for the container is said', () => {
    const [finding] = find('imports-not-copied', { imports: { notCopied: [], leftOut } }) ?? [];
    expect(finding?.evidence).toEqual(leftOut);
    if (finding) expectFinding(finding, { severity: 'information' });
  });

  it('is no matter where all is copied, or the profile does not cross', () => {
    const imports = { notCopied: ['~/x.md'], leftOut };
    expect(find('imports-not-copied', {})).toEqual([]);
    expect(find('imports-not-copied', { imports: { notCopied: [], leftOut: [] } })).toEqual([]);
    for (const source of [
      apply('{ "image": "x" }', 'isolate'),
      apply('{ "image": "x" }', 'share', { profile: false }),
    ])
      expect(find('imports-not-copied', { imports }, source)).toEqual([]);
  });
});

describe('an old client', () => {
  it.each([[['2.1.100', '2.1.332']], [['1.0.3', '2.1.118', '2.1.119']], [['2.0.99', '2.2.0']]])(
    'beside a newer one: %j',
    (clientVersions) => {
      const [finding] = find('old-client', { clientVersions }) ?? [];
      expect(finding?.evidence.join()).toContain(clientVersions.at(-1));
      if (finding) expectFinding(finding, { severity: 'warning' });
    },
  );

  it.each([[[]], [['2.1.118', '2.1.9']], [['2.1.133', '2.1.332', '2.10.0']]])(
    'not %j',
    (clientVersions: string[]) => {
      expect(find('old-client', { clientVersions })).toEqual([]);
    },
  );
});

describe('hooks that the project switches off', () => {
  const off = (parts: object) => ({
    settings: {
      leftOut: [],
      notCopied: [],
      commands: [],
      hooksOff: [{ file: '.claude/settings.json', by: 'setting' }] as const,
      ...parts,
    },
  });

  it.each([
    [{ guarded: true }, 'error', 'The guard does not run'],
    [{}, 'warning', 'Your hooks do not run'],
  ] as const)('%j: %s', (parts, severity, message) => {
    const [finding, ...more] = find('hooks-switched-off', off(parts)) ?? [];
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity,
      message: expect.stringContaining(message),
      evidence: ['.claude/settings.json: "disableAllHooks": true'],
    });
  });

  it('not where nothing is shared, or nothing switches them off', () => {
    const isolated = apply('{ "image": "x" }', 'isolate');
    expect(find('hooks-switched-off', off({ guarded: true }), isolated)).toEqual([]);
    expect(find('hooks-switched-off', off({ guarded: true, hooksOff: [] }))).toEqual([]);
  });
});

describe('what the project’s settings have deleted', () => {
  const settings = (parts: object) => ({ settings: { leftOut: [], notCopied: [], commands: [], ...parts } });
  const cleanupOfProject = { file: '.claude/settings.json', days: 1 };

  it('is said where they say less than the user’s', () => {
    const [finding, ...more] = find('cleanup-shortened', settings({ cleanupOfProject })) ?? [];
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('of all projects after 1 day, elsewhere after 30'),
      evidence: ['.claude/settings.json: "cleanupPeriodDays": 1'],
    });
    expect(find('cleanup-shortened', settings({ cleanupOfProject, cleanupOfUser: 1 }))).toEqual([]);
    expect(find('cleanup-shortened', settings({}))).toEqual([]);
  });

  it('is not kept where the hooks of keep do nothing', () => {
    const [finding] = find('keep-not-at-work', settings({ keepProblems: ['/x/keep.sh is gone.'] })) ?? [];
    expect(finding).toMatchObject({ severity: 'warning', evidence: ['/x/keep.sh is gone.'] });
    expect(find('keep-not-at-work', settings({}))).toEqual([]);
  });
});
