import { describe, expect, it } from 'vitest';
import { defaultShareOptions, type ShareOptions } from '../../../core/src/share/options.ts';
import { chosenNames, optionsOf, shareChoices } from '../../../extension/src/change/shareChoices.ts';

const all: ShareOptions = {
  profile: true,
  memory: 'rw',
  tasks: true,
  allProjects: true,
  samePath: true,
  otel: 'host',
  home: true,
  review: true,
  plugins: true,
  login: 'token',
};

describe('what may be chosen of sharing', () => {
  it('is every option of the core, and the login beside them', () => {
    const names: string[] = shareChoices.map(({ name }) => name).filter((name) => name !== 'personal');
    expect([...names, 'login'].sort()).toEqual(Object.keys(defaultShareOptions).sort());
  });

  it('is told in so few words that VS Code shows them all', () => {
    for (const { label, detail } of shareChoices) {
      expect(label.length, label).toBeLessThanOrEqual(70);
      expect(detail.length, detail).toBeLessThanOrEqual(86);
    }
  });

  it('begins as it is, and comes to the same when nothing is chosen anew', () => {
    for (const options of [defaultShareOptions, all]) {
      for (const personal of [true, false]) {
        expect(optionsOf(chosenNames(options, personal), options.login)).toEqual({ options, personal });
      }
    }
  });

  it('is off where it is not chosen', () => {
    expect(optionsOf([], 'own')).toEqual({
      options: { ...defaultShareOptions, profile: false },
      personal: false,
    });
    expect(chosenNames(defaultShareOptions, false)).toEqual(['profile']);
  });
});
