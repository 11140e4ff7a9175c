import { describe, expect, it } from 'vitest';
import { claudeVolumes } from '../../../cli/src/facts/claudeVolumes.ts';
import type { InsideFacts } from '../../../core/src/container/insideReport.ts';
import type { MountDrift } from '../../../core/src/container/mountDrift.ts';
import { apply } from '../support/document.ts';
import { type Expected, expectFinding } from './expectFindings.ts';
import { codesOf, configurationOf, containerFacts, engineFacts, findingsOf } from './facts.ts';

const none: MountDrift = { missing: [], unexpected: [], wrong: [], notOurs: [] };
const isolated = configurationOf(apply('{ "image": "debian" }', 'isolate'));

function expectOne(findings: ReturnType<typeof findingsOf>, expected: Expected) {
  expect(findings).toHaveLength(1);
  for (const finding of findings ?? []) expectFinding(finding, expected);
}

describe('a fault of the container', () => {
  it('no engine', () => {
    const engine = engineFacts({ command: 'podman', unreachable: 'not found', hasContainer: false });
    expectOne(findingsOf('engine-unreachable', { engine }), {
      severity: 'warning',
      message: 'podman',
      evidence: 'not found',
    });
    expect(findingsOf('engine-unreachable', { engine: engineFacts() })).toEqual([]);
    expect(findingsOf('no-container', { engine, configuration: isolated })).toEqual([]);
  });

  it('one that does not have the folders of this host', () => {
    const engine = engineFacts({ elsewhere: 'is on another machine (ssh://builder)' });
    const shared = configurationOf(apply('{ "image": "debian" }', 'share'));
    expectOne(findingsOf('engine-elsewhere', { engine, configuration: shared }), {
      severity: 'error',
      message: 'is on another machine (ssh://builder)',
      fix: '`claude-sessions isolate`',
    });
    expect(findingsOf('engine-elsewhere', { engine, configuration: isolated })).toEqual([]);
    expect(findingsOf('engine-elsewhere', { engine: engineFacts(), configuration: shared })).toEqual([]);
  });

  it('no container', () => {
    const engine = engineFacts({ hasContainer: false });
    expectOne(findingsOf('no-container', { engine, configuration: isolated }), {
      severity: 'information',
      fix: '`claude-sessions isolate --up`',
    });
    expect(findingsOf('no-container', { engine: engineFacts(), configuration: isolated })).toEqual([]);
    expect(findingsOf('no-container', { engine, configuration: configurationOf('{}') })).toEqual([]);
  });

  it('one that only claims to be this project’s', () => {
    const impostors = [{ name: 'evil', why: 'its image carries the labels' }];
    const engine = engineFacts({ impostors });
    expectOne(findingsOf('container-impostor', { engine }), {
      severity: 'warning',
      evidence: 'evil: its image',
    });
    expect(findingsOf('container-impostor', { engine: engineFacts() })).toEqual([]);
  });

  it('one that another tool labelled: it is named, and not that there is none', () => {
    const otherwiseLabelled = [{ name: 'devpod', running: true }];
    const engine = engineFacts({ hasContainer: false, otherwiseLabelled });
    expectOne(findingsOf('container-other-labels', { engine }), {
      severity: 'information',
      evidence: 'devpod, running',
      fix: '`docker exec devpod claude-state doctor`',
    });
    const codes = codesOf({ engine, configuration: isolated });
    expect(codes).toContain('information container-other-labels');
    expect(codes).not.toContain('information no-container');
    expect(findingsOf('container-other-labels', { engine: engineFacts() })).toEqual([]);
  });

  it('two volumes, of two names of the Compose project', () => {
    const [first, second] = ['app_claude-code-config-x', 'other_claude-code-config-x'];
    const mounts = [{ type: 'volume', source: second, target: '/var/lib/claude', writable: true }];
    const running = { ...containerFacts().container, mounts };
    const volumes = claudeVolumes([second, first], [running]);
    expect(volumes).toEqual([{ name: first }, { name: second, usedBy: 'happy, running' }]);
    expectOne(findingsOf('compose-project-renamed', { engine: engineFacts({ volumes }) }), {
      severity: 'warning',
      evidence: `${first}: no container of this project\n${second}: happy, running`,
      fix: 'COMPOSE_PROJECT_NAME',
    });
    expect(
      findingsOf('compose-project-renamed', { engine: engineFacts({ volumes: volumes.slice(1) }) }),
    ).toEqual([]);
    expect(findingsOf('compose-project-renamed', { engine: engineFacts() })).toEqual([]);
  });

  it.each<[string, Partial<MountDrift>]>([
    ['lacks /a', { missing: ['/a'] }],
    ['still has /a', { unexpected: ['/a'] }],
    ['/a is writable, not read-only', { wrong: [{ target: '/a', why: 'is writable, not read-only' }] }],
    ['mounts /x at /y, which Claude Sessions did not add', { notOurs: [{ source: '/x', target: '/y' }] }],
  ])('drift: %s', (evidence, drift) => {
    const container = containerFacts({ drift: { ...none, ...drift } });
    expectOne(findingsOf('container-drift', { container, configuration: isolated }), {
      severity: 'error',
      evidence,
      action: 'recreate',
    });
    expectOne(findingsOf('container-drift', { container }), {
      evidence,
      message: 'happy',
      action: 'recreate',
    });
  });

  it('drift is one finding with all differences', () => {
    const container = containerFacts({ drift: { ...none, missing: ['/a', '/b'], unexpected: ['/c'] } });
    expect(findingsOf('container-drift', { container })?.[0]?.evidence).toEqual([
      'lacks /a',
      'lacks /b',
      'still has /c',
    ]);
  });

  it('drift and other Features are one finding, and that claude-state is missing is not said beside it', () => {
    const container = containerFacts({
      drift: { ...none, missing: ['/a'] },
      builtFrom: ['was built without x'],
    });
    const inside: InsideFacts = { openSessions: [], missingCommands: [], claudeFound: true };
    expect(findingsOf('container-drift', { container })?.[0]?.evidence).toEqual([
      'lacks /a',
      'was built without x',
    ]);
    const codes = codesOf({ container, configuration: isolated, inside });
    expect(codes.filter((line) => /container-(drift|outdated)|state-missing/.test(line))).toEqual([
      'error container-drift',
    ]);
    const outdated = containerFacts({ builtFrom: ['was built without x'] });
    const others = codesOf({ container: outdated, configuration: isolated, inside });
    expect(others.filter((line) => /container-(drift|outdated)|state-missing/.test(line))).toEqual([
      'warning container-outdated',
    ]);
  });

  it('not drift: what is configured, by hand', () => {
    const configuration = configurationOf('{ "mounts": ["type=bind,source=/x,target=/y"] }');
    const container = containerFacts({ drift: { ...none, notOurs: [{ source: '/x', target: '/y' }] } });
    expect(findingsOf('container-drift', { container, configuration })).toEqual([]);
    expect(findingsOf('container-drift', { container: containerFacts() })).toEqual([]);
  });

  it.each([
    'unable to find user appuser: no matching entries in passwd file',
    'Error response from daemon: unable to find user appuser: no users found in passwd',
    'Error: crun: user: unknown user appuser',
  ])('a remote user that the image lacks: %s', (refused) => {
    expectOne(
      findingsOf('remote-user-missing', { container: containerFacts({ refused, remoteUser: 'appuser' }) }),
      {
        severity: 'error',
        message: 'no user appuser',
        evidence: refused,
        fix: '"remoteUser"',
      },
    );
    expect(
      findingsOf('remote-user-missing', { container: containerFacts({ refused: 'sh: not found' }) }),
    ).toEqual([]);
    expect(findingsOf('remote-user-missing', { container: containerFacts() })).toEqual([]);
  });

  it('built of another configuration', () => {
    const container = containerFacts({ builtFrom: ['without claude-profile'] });
    expectOne(findingsOf('container-outdated', { container }), {
      severity: 'warning',
      evidence: 'claude-profile',
      action: 'recreate',
    });
    expect(findingsOf('container-outdated', { container: containerFacts() })).toEqual([]);
  });
});
