import { describe, expect, it } from 'vitest';
import { parseInspect } from '../../../core/src/container/inspect.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { apply } from '../support/document.ts';
import { expectFinding } from './expectFindings.ts';
import { configurationOf, containerFacts, directory, findingsOf, healthyHost, places } from './facts.ts';

const live = configurationOf(apply('{ "image": "debian" }', 'share'));
const reviewed = configurationOf(
  apply('{ "image": "debian" }', 'share', { ...defaultShareOptions, review: true }),
);
const project = `${places.prepared}/project`;
const healthy = healthyHost();
const hostWith = (prepared: Partial<HostFacts['prepared']>) =>
  healthyHost({ prepared: { ...healthy.prepared, ...prepared } });
const mirror = { project: directory(project), mirrored: true };

describe('a host that is prepared for the other way of sharing', () => {
  it('live, where it is to be reviewed', () => {
    const [found, ...more] =
      findingsOf('prepared-otherwise', { configuration: reviewed, host: healthy }) ?? [];
    expect(more).toEqual([]);
    expectFinding(found as NonNullable<typeof found>, {
      severity: 'warning',
      message: 'configured to be reviewed',
      evidence: places.projectFolder,
      action: 'prepare',
    });
  });

  it('for review, where it is to be live', () => {
    const found = findingsOf('prepared-otherwise', { configuration: live, host: hostWith(mirror) });
    expect(found).toMatchObject([
      { message: expect.stringContaining('to be shared live'), evidence: [project] },
    ]);
  });

  it('is none where it is as configured, not prepared, or not ours', () => {
    const { project: missing } = hostWith({}).prepared;
    for (const [configuration, host] of [
      [live, healthy],
      [reviewed, hostWith(mirror)],
      [reviewed, hostWith({ project: { ...missing, kind: 'missing', link: false } })],
      [reviewed, hostWith({ project: directory(project) })],
    ] as const) {
      expect(findingsOf('prepared-otherwise', { configuration, host })).toEqual([]);
    }
  });

  it('a mirror is no link that leads elsewhere, any other folder is', () => {
    for (const configuration of [live, reviewed]) {
      expect(findingsOf('prepared-link-elsewhere', { configuration, host: hostWith(mirror) })).toEqual([]);
      const other = hostWith({ project: directory(project) });
      expect(findingsOf('prepared-link-elsewhere', { configuration, host: other })).toHaveLength(1);
    }
  });
});

describe('a container that was started before review was turned on or off', () => {
  const [started] = parseInspect(
    '[{"Id":"1","Name":"/dev","State":{"Running":true,"StartedAt":"2026-11-30T10:00:00.123456789Z"}}]',
  );
  if (!started) throw new Error('not read');
  const container = containerFacts({ container: started });
  const before = new Date('2026-11-30T09:59:59Z');
  const after = new Date('2026-11-30T10:00:01Z');

  it('still writes what it had then', () => {
    const find = (prepared: Partial<HostFacts['prepared']>) =>
      findingsOf('started-before-review', { container, host: hostWith(prepared) });
    expect(find({ ...mirror, formSince: after })).toMatchObject([
      { severity: 'error', message: expect.stringContaining('the conversations of this host') },
    ]);
    expect(find({ formSince: after })).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('the copy for review') },
    ]);
    expect(find({ ...mirror, formSince: before })).toEqual([]);
    expect(find({})).toEqual([]);
  });

  it('is none while it does not run, or where the engine does not say since when', () => {
    const host = hostWith({ ...mirror, formSince: after });
    for (const changes of [{ running: false }, { startedAt: undefined }]) {
      const other = { ...started, ...changes } as typeof started;
      expect(
        findingsOf('started-before-review', { container: containerFacts({ container: other }), host }),
      ).toEqual([]);
    }
    expect(parseInspect('[{"Id":"1","State":{"StartedAt":7}}]')[0]?.startedAt).toBeUndefined();
  });
});
