import { describe, expect, it } from 'vitest';
import { withFeature, withoutFeatures } from '../../../extension/src/settings/defaultFeatures.ts';

const withPersist = (value: unknown, of: string) => withFeature(value, of, 'claude-persist');
const withoutPersist = (value: unknown, of: string) =>
  withoutFeatures(value, of, 'claude-persist', 'claude-login');
const collection = 'ghcr.io/claude-sessions/features';
const ours = `${collection}/claude-persist:1`;
const others = { 'ghcr.io/devcontainers/features/git:1': { version: 'latest' } };

describe('keeping Claude’s state in all dev containers', () => {
  it('adds one Feature and touches no other', () => {
    expect(withPersist(others, collection)).toEqual({ ...others, [ours]: {} });
    expect(withPersist(undefined, collection)).toEqual({ [ours]: {} });
    expect(withPersist([], collection)).toEqual({ [ours]: {} });
  });

  it('adds none where there is one, in whatever version', () => {
    expect(withPersist({ [`${collection}/claude-persist:1.2.3`]: {} }, collection)).toBeUndefined();
    expect(withPersist({ [ours]: {} }, collection)).toBeUndefined();
  });

  it('takes the Feature of the collection that is set', () => {
    expect(withPersist({}, 'localhost:5000/x/y')).toEqual({ 'localhost:5000/x/y/claude-persist:1': {} });
  });

  it('takes out what it added, to the last entry', () => {
    expect(withoutPersist(withPersist(others, collection), collection)).toEqual(others);
    expect(withoutPersist(withPersist(undefined, collection), collection)).toBeUndefined();
  });

  it('takes out what another collection of ours gave', () => {
    expect(
      withoutPersist({ 'localhost:5000/x/y/claude-persist:1': {}, ...others }, 'localhost:5000/x/y'),
    ).toEqual(others);
    expect(withoutPersist({ [ours]: {} }, 'localhost:5000/x/y')).toBeUndefined();
  });

  it('adds the login beside it, takes both out, or the login alone', () => {
    const login = `${collection}/claude-login:1`;
    const both = withFeature(withPersist(others, collection), collection, 'claude-login');
    expect(both).toEqual({ ...others, [ours]: {}, [login]: {} });
    expect(withFeature(both, collection, 'claude-login')).toBeUndefined();
    expect(withoutFeatures(both, collection, 'claude-login')).toEqual({ ...others, [ours]: {} });
    expect(withoutPersist(both, collection)).toEqual(others);
  });

  it('leaves alone what is none of ours', () => {
    expect(withoutPersist(others, collection)).toBe('unchanged');
    expect(withoutPersist({ 'ghcr.io/somebody/else/claude-persist:1': {} }, collection)).toBe('unchanged');
    expect(withoutPersist(undefined, collection)).toBe('unchanged');
  });
});
