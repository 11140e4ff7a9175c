import { describe, expect, it } from 'vitest';
import { windowStatus } from '../../../extension/src/status/windowStatus.ts';
import { finding, lookOf, projectAt, results, stateOf } from './support/look.ts';

const shared = lookOf(results([], ['host']));
const isolated = lookOf(results([], ['host']), { mode: 'isolate' });
const notSetUp = lookOf(results([], ['host']), { mode: 'none' });
const drifted = lookOf(
  results([finding({ code: 'container-drift', place: 'container', evidence: ['one', 'two'] })]),
);
const unreadable = lookOf(results([finding({ code: 'configuration-invalid', place: 'configuration' })]));
const none = lookOf(results([finding({ code: 'configuration-missing', place: 'configuration' })]));

describe('the status bar', () => {
  it.each([
    ['shared', shared, '$(link) Claude: shared', 'plain', 'view'],
    ['isolated', isolated, '$(shield) Claude: isolated', 'plain', 'view'],
    ['not set up', notSetUp, '$(circle-slash) Claude: not set up', 'plain', 'share'],
    ['drift', drifted, '$(warning) Claude: rebuild needed', 'warning', 'troubleshoot'],
    ['unreadable', unreadable, '$(error) Claude: devcontainer.json is not valid', 'error', 'file'],
  ] as const)('shows %s', (_, look, text, tone, click) => {
    expect(windowStatus([stateOf(look)], 'host')).toMatchObject({ text, tone, click });
  });

  it('shows nothing without a devcontainer.json', () => {
    expect(windowStatus([], 'host')).toBeUndefined();
    expect(windowStatus([stateOf(none)], 'host')).toBeUndefined();
  });

  it('counts problems', () => {
    const look = lookOf(
      results([finding(), finding({ severity: 'warning' }), finding({ severity: 'warning' })]),
    );
    expect(windowStatus([stateOf(look)], 'host')).toMatchObject({
      text: '$(link) Claude: shared $(error) 1 $(warning) 2',
      tone: 'warning',
      click: 'troubleshoot',
    });
    expect(windowStatus([stateOf(look)], 'host')?.label).toContain('1 error, 2 warnings');
  });

  it('says what of a reviewed project waits, and from within the container what takes it over', () => {
    const status = { ...shared.status, state: 'reviewed' as const };
    const waiting = '2 conversations to pull, the oldest from 3 hours ago';
    const review = { waiting, pulls: 2, pushes: 0, leftOut: [] };
    const item = windowStatus([stateOf({ ...shared, status, review })], 'host');
    expect(item?.text).toBe('$(link) Claude: reviewed $(arrow-down) 2');
    expect(item?.label).toContain(`${waiting}.`);
    const carried = { ...review, waiting: 'nothing waits to be pulled or pushed', pulls: 0 };
    const quiet = windowStatus([stateOf({ ...shared, status, review: carried })], 'host');
    expect(quiet?.text).toBe('$(link) Claude: reviewed');
    expect(quiet?.label).not.toContain('waits');
    const inside = windowStatus([stateOf({ ...shared, status })], 'container');
    expect(inside?.tooltip).toContain('comes to the host while VS Code has the project open there');
    expect(quiet?.tooltip).not.toContain('comes to the host');
  });

  it('says only what is configured in a restricted window', () => {
    const status = windowStatus([stateOf(shared)], 'restricted');
    expect(status).toMatchObject({ text: '$(lock) Claude: configured to share', click: 'trust' });
    expect(status?.tooltip).toContain('This window is restricted, so only devcontainer.json was read.');
  });

  it('offers no sharing from within the container', () => {
    expect(windowStatus([stateOf(notSetUp)], 'container')?.click).toBe('view');
  });

  it('turns while it looks for the first time, and only then', () => {
    expect(windowStatus([stateOf(undefined, { looking: true })], 'host')?.text).toBe('$(sync~spin) Claude');
    expect(windowStatus([stateOf(shared, { looking: true })], 'host')?.text).toBe('$(link) Claude: shared');
  });

  it('says that looking failed, and not that somebody cancelled it', () => {
    const failure = { kind: 'error', message: 'no $(text)\u202e', hint: '' } as const;
    const failed = windowStatus([stateOf(shared, { failure })], 'host');
    expect(failed).toMatchObject({ text: '$(error) Claude: unknown', tone: 'error' });
    expect(failed?.tooltip).toContain('no $ (text)\\u202e');
    const cancelled = stateOf(shared, { failure: { ...failure, kind: 'cancelled' } });
    expect(windowStatus([cancelled], 'host')?.text).toBe('$(link) Claude: shared');
  });

  describe('of several dev containers', () => {
    const one = stateOf({ ...shared, project: projectAt('/w/one') });
    const two = stateOf({ ...drifted, project: projectAt('/w/two') });
    const inOne = stateOf({ ...isolated, project: projectAt('/w/one/deep') });

    it('shows the worst', () => {
      expect(windowStatus([one, two, inOne], 'host')).toMatchObject({ configFile: two.project.configFile });
    });

    it('shows that of the active editor’s folder, the nearest one', () => {
      const status = (path: string) => windowStatus([one, two, inOne], 'host', path)?.configFile;
      expect(status('/w/one/a.ts')).toBe(one.project.configFile);
      expect(status('/w/one/deep/a.ts')).toBe(inOne.project.configFile);
      expect(status('/w/one-more/a.ts')).toBe(two.project.configFile);
    });

    it('shows that of the active devcontainer.json', () => {
      const personal = stateOf({
        ...isolated,
        project: projectAt('/w/two', '.devcontainer/claude/devcontainer.json'),
      });
      const status = windowStatus([two, personal], 'host', personal.project.configFile);
      expect(status?.text).toBe('$(shield) Claude: isolated');
    });

    it('takes a set-up one before one that is not', () => {
      const other = stateOf({ ...notSetUp, project: projectAt('/w/other') });
      expect(windowStatus([other, one], 'host')?.text).toBe('$(link) Claude: shared');
    });

    it('lists all in the tooltip, with names as plain text', () => {
      const hostile = stateOf({ ...shared, project: projectAt('/w/$(bug)\u202e[x](command:y)') });
      const tooltip = windowStatus([one, two, hostile], 'host')?.tooltip ?? '';
      expect(tooltip.split('\n')).toHaveLength(4);
      expect(tooltip).toContain('one: Claude in this dev container is set up to share');
      expect(tooltip).toContain('two: The container is not as configured (2 differences)');
      expect(tooltip).toContain('$ (bug)\\u202e');
    });
  });
});
