import { describe, expect, it } from 'vitest';
import type { FormerPlace } from '../../../core/src/findings/facts.ts';
import { apply } from '../support/document.ts';
import { expectFinding } from './expectFindings.ts';
import { configurationOf, findingsOf, healthyHost, insideFacts } from './facts.ts';

const place = (knownBy: FormerPlace['knownBy'], folder = '/home/me/old'): FormerPlace => {
  return { folder, name: folder, knownBy, conversations: 2 };
};
const moved = (...formerPlaces: FormerPlace[]) =>
  findingsOf('project-moved', { host: healthyHost({ formerPlaces }) }) ?? [];

describe('a project that was elsewhere', () => {
  it.each([
    ['folder', 'warning', 'This project was at /home/me/old before'],
    ['clone', 'warning', 'may have been at /home/me/old before, which is gone'],
    ['remote', 'warning', 'may have been at'],
    ['file', 'information', 'may have been at'],
  ] as const)('known by its %s: %s', (knownBy, severity, message) => {
    const [finding, ...others] = moved(place(knownBy));
    expect(others).toEqual([]);
    if (finding) expectFinding(finding, { severity, message, fix: '`claude-sessions adopt /home/me/old`' });
    expect(finding?.fix.includes('If it was this project, ')).toBe(false);
  });

  it('several: all are named, what is sure first, and no more is said than is known', () => {
    const [finding] = moved(place('remote', '/a'), place('folder', "/it's"));
    expect(finding?.message).toContain("This project was at /it's before");
    expect(finding?.evidence.map((line) => line.split(':')[0])).toEqual(["/it's", '/a']);
    if (finding)
      expectFinding(finding, { fix: "`claude-sessions adopt '/it'\\''s'` or `claude-sessions adopt /a`" });
    expect(moved(place('clone', '/a'), place('remote', '/b'))[0]?.message).toContain('one of 2 places');
    expect(moved(place('folder', '/a'), place('folder', '/b'))[0]?.message).toContain('at 2 other places');
  });

  it.each([
    ['folder', "its container's Claude data may still be filed there."],
    ['clone', 'Claude data of that place may still be filed there.'],
  ] as const)(
    'where no conversations are left on this host, none are said to be: by its %s',
    (knownBy, message) => {
      const [finding] = moved({ ...place(knownBy), conversations: 0 });
      if (finding) expectFinding(finding, { message, evidence: 'no conversations on this host' });
      expect(finding?.message).not.toContain('conversations');
      for (const both of [knownBy, 'remote'] as const) {
        const [of] = moved(
          { ...place(knownBy, '/a'), conversations: 0 },
          { ...place(both, '/b'), conversations: 0 },
        );
        expect(of?.message).not.toContain('conversations');
      }
    },
  );

  it('not where it was nowhere else', () => expect(moved()).toEqual([]));
});

describe('conversations begun in other folders', () => {
  const shared = configurationOf(apply('{ "image": "x" }', 'share'));
  const isolated = configurationOf(apply('{ "image": "x" }', 'isolate'));
  const below = [
    { folder: 'src/api', conversations: 2 },
    { folder: 'src', conversations: 1 },
  ];

  it('on this host', () => {
    const host = healthyHost({ conversationsBelow: below });
    const [finding] = findingsOf('conversations-below', { configuration: shared, host }) ?? [];
    expect(finding?.evidence).toEqual(['src/api: 2', 'src: 1']);
    if (finding) expectFinding(finding, { severity: 'information', message: '3 conversations begun in' });
    expect(findingsOf('conversations-below', { configuration: isolated, host })).toEqual([]);
    expect(findingsOf('conversations-below', { configuration: shared, host: healthyHost() })).toEqual([]);
  });

  it('in the container', () => {
    const inside = insideFacts({ conversationsElsewhere: 1 });
    const [finding] = findingsOf('conversations-elsewhere', { configuration: shared, inside }) ?? [];
    if (finding)
      expectFinding(finding, { severity: 'information', message: '1 conversation begun in other' });
    expect(finding).toBeDefined();
    expect(findingsOf('conversations-elsewhere', { configuration: isolated, inside })).toEqual([]);
    const none = { configuration: shared, inside: insideFacts() };
    expect(findingsOf('conversations-elsewhere', none)).toEqual([]);
  });
});
