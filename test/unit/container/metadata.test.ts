import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  builtFrom,
  parseMetadata,
  remoteUserOf,
  remoteVariable,
} from '../../../core/src/container/metadata.ts';
import type { FeatureId } from '../../../core/src/features.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { otelMembers } from '../../../core/src/share/otel.ts';

const withLabel = (entries: unknown, user = '') => ({
  user,
  labels: { 'devcontainer.metadata': JSON.stringify(entries) },
});
const feature = (id: string) => ({ id: `ghcr.io/claude-sessions/features/${id}:1` });
const asksFor = (...ids: FeatureId[]) => ({
  features: ids.map((id) => ({ id, reference: feature(id).id })),
  options: defaultShareOptions,
});

describe('the remote user', () => {
  it.each([
    [
      'the last that the metadata name',
      withLabel([{ remoteUser: 'a' }, { remoteUser: 'b' }, { id: 'x' }]),
      {},
      'b',
    ],
    ['that of devcontainer.json', withLabel([{ id: 'x' }]), { remoteUser: 'c' }, 'c'],
    ['the container user of the metadata', withLabel([{ containerUser: 'd' }], 'e'), {}, 'd'],
    ["the container's own", withLabel([], 'e'), { remoteUser: 7 }, 'e'],
    ['root', { user: '', labels: {} }, {}, 'root'],
  ])('is %s', (_, container, config, expected) => {
    expect(remoteUserOf(container, config)).toBe(expected);
  });
});

it('a remote variable is the last one set', () => {
  const container = withLabel([{ remoteEnv: { A: '1', B: null } }, { remoteEnv: { A: '2' } }, {}]);
  expect(remoteVariable(container, 'A')).toBe('2');
  expect(remoteVariable(container, 'B')).toBeUndefined();
  expect(remoteVariable({ labels: {} }, 'A')).toBeUndefined();
});

describe('what a container was built from', () => {
  it('is not remarked on when it is what is asked for', () => {
    const container = withLabel([feature('claude-sessions'), { id: 'other' }, feature('claude-profile'), {}]);
    expect(builtFrom(container, asksFor('claude-profile', 'claude-sessions'), [])).toEqual([]);
  });

  it('is told as what is missing and what is too much', () => {
    expect(builtFrom(withLabel([feature('claude-persist')]), asksFor('claude-sessions'), [])).toEqual([
      'was built without the Feature claude-sessions',
      'was built with the Feature claude-persist, which is no longer asked for',
    ]);
  });

  it('knows the Features of a collection in use, and no others of that name', () => {
    const container = withLabel([{ id: 'mirror.example/tools/claude-persist:1' }]);
    expect(builtFrom(container, asksFor(), [])).toEqual([]);
    expect(builtFrom(container, asksFor(), ['mirror.example/tools'])).toHaveLength(1);
  });

  it.each(['claude-login', 'claude-home'] as const)(
    '%s is none that an image or a default of the user brings, only one that a command took out since',
    (id) => {
      const features = [feature('claude-persist'), feature(id)];
      const container = { ...withLabel(features), createdAt: new Date('2026-11-30T10:00:00.5Z') };
      const of = (takenOut?: string) =>
        builtFrom(
          container,
          asksFor('claude-persist'),
          [],
          new Map(takenOut === undefined ? [] : [[id, new Date(takenOut)]]),
        );
      expect(of()).toEqual([]);
      expect(of('2026-11-30T09:00:00Z')).toEqual([]);
      expect(of('2026-11-30T11:00:00Z')).toEqual([
        `was built with the Feature ${id}, which is no longer asked for`,
      ]);
      expect(builtFrom(withLabel([feature('claude-persist')]), asksFor('claude-persist', id), [])).toEqual([
        `was built without the Feature ${id}`,
      ]);
    },
  );

  it('has the telemetry still that is no longer asked for', () => {
    const container = withLabel([feature('claude-sessions'), { remoteEnv: otelMembers('host') }]);
    const asked = asksFor('claude-sessions');
    expect(builtFrom(container, asked, [])).toEqual([expect.stringContaining('telemetry')]);
    const options = { ...defaultShareOptions, otel: 'host' } as const;
    expect(builtFrom(container, { ...asked, options }, [])).toEqual([]);
  });

  it('is not known without the label', () => {
    expect(builtFrom({ labels: {} }, asksFor('claude-sessions'), [])).toEqual([]);
  });
});

it('a label of any text never throws', () => {
  const json = fc.jsonValue().map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.oneof(fc.string(), json), (label) => {
      for (const { id } of parseMetadata(label) ?? []) expect(typeof id).toBe('string');
    }),
  );
});
