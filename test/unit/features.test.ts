import { expect, it } from 'vitest';
import {
  defaultCollection,
  featureIds,
  featureReference,
  isForeignNamesake,
  keepsHome,
  ourFeature,
  parseFeatureReference,
  peerFeatures,
} from '../../core/src/features.ts';

it.each([
  [
    'ghcr.io/claude-sessions/features/claude-sessions:1',
    'ghcr.io/claude-sessions/features',
    'claude-sessions',
  ],
  [
    'localhost:5000/Claude-Sessions/y/claude-persist:1.2.3',
    'localhost:5000/Claude-Sessions/y',
    'claude-persist',
  ],
  ['ghcr.io/x/claude-sessions/claude-profile@sha256:abc', 'ghcr.io/x/claude-sessions', 'claude-profile'],
  ['ghcr.io/claude-sessions/features/claude-profile', 'ghcr.io/claude-sessions/features', 'claude-profile'],
  ['../features/claude-profile', '../features', 'claude-profile'],
  ['./features/claude-persist', './features', 'claude-persist'],
])('takes %s apart', (reference, collection, id) => {
  expect(parseFeatureReference(reference)).toEqual({ collection, id });
  expect(ourFeature(reference)).toBe(id);
});

it.each([
  '',
  'ghcr.io/x/claude-code:1',
  'ghcr.io/claude-sessions/features',
  'https://x/claude-sessions.tgz',
  '/',
  'claude-sessions',
  'claude-sessions/claude-persist:1',
  'ghcr.io/other/claude-profile:1',
  'ghcr.io/other/my-claude-sessions/claude-profile:1',
  '.hidden/claude-profile',
])('does not take %j for ours', (reference) => {
  expect(ourFeature(reference)).toBeUndefined();
});

it('takes those of a collection in use for ours', () => {
  const reference = 'ghcr.io/company/mirror/claude-profile:1';
  expect(ourFeature(reference, ['ghcr.io/company/mirror'])).toBe('claude-profile');
  expect(isForeignNamesake(reference, ['ghcr.io/company/mirror'])).toBe(false);
  expect(isForeignNamesake(reference)).toBe(true);
  expect(isForeignNamesake('ghcr.io/company/mirror/git:1')).toBe(false);
});

it.each([defaultCollection, 'localhost:5000/a/b', './features', '..'])(
  'reads back what it writes for %s',
  (collection) => {
    for (const id of featureIds) {
      const reference = featureReference(collection, id);
      expect(parseFeatureReference(reference)).toEqual({ collection, id });
    }
  },
);

it('knows Features of others that keep Claude’s state in a volume', () => {
  const peers = [
    'ghcr.io/x/features/claude-code-persistence:1',
    'ghcr.io/x/y/persistent-claude-config:0',
    './claude-volume',
  ];
  const others = [
    'ghcr.io/anthropics/devcontainer-features/claude-code:1',
    'ghcr.io/x/features/claude-code-cli:1',
    'ghcr.io/x/features/github-cli-persistence:1',
    'ghcr.io/claude-sessions/features/claude-persist:1',
    'ghcr.io/claude-sessions/features/claude-home:1',
    'ghcr.io/mirror/claude-sessions:1',
  ];
  expect(peerFeatures(Object.fromEntries([...others, ...peers].map((each) => [each, {}])))).toEqual(peers);
});

it('knows a dev container that keeps its home', () => {
  expect(keepsHome({ 'ghcr.io/claude-sessions/features/claude-home:1': {} })).toBe(true);
  expect(keepsHome({ './features/claude-home': {} })).toBe(true);
  expect(keepsHome({ 'ghcr.io/claude-sessions/features/claude-persist:1': {} })).toBe(false);
});
