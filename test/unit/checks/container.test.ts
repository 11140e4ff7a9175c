import { describe, expect, it } from 'vitest';
import type { MountDrift } from '../../../core/src/container/mountDrift.ts';
import { apply } from '../support/document.ts';
import { type Expected, expectFinding } from './expectFindings.ts';
import { configurationOf, containerFacts, engineFacts, findingsOf } from './facts.ts';

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

  it.each<[string, Partial<MountDrift>]>([
    ['lacks /a', { missing: ['/a'] }],
    ['still has /a', { unexpected: ['/a'] }],
    ['/a is writable, not read-only', { wrong: [{ target: '/a', why: 'is writable, not read-only' }] }],
    ['mounts /x at /y, which is not ours', { notOurs: [{ source: '/x', target: '/y' }] }],
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

  it('not drift: what is configured, by hand', () => {
    const configuration = configurationOf('{ "mounts": ["type=bind,source=/x,target=/y"] }');
    const container = containerFacts({ drift: { ...none, notOurs: [{ source: '/x', target: '/y' }] } });
    expect(findingsOf('container-drift', { container, configuration })).toEqual([]);
    expect(findingsOf('container-drift', { container: containerFacts() })).toEqual([]);
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
