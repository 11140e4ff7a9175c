import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../cli/src/migrate/plan.ts';

const config = { volume: 'config', exists: false };
const home = { volume: 'home', exists: false };
const store = { volume: 'x' };

/** The parts, as `where in the source -> volume/folder`. */
function said(
  origin: Partial<Parameters<typeof partsOf>[0]>,
  layout: Parameters<typeof partsOf>[1],
  targets: Parameters<typeof partsOf>[2] = { config },
) {
  const { parts, homeStays } = partsOf({ store, ...origin }, layout, targets);
  const places = parts.map(({ source: { inside = '', part = '', leftOut = [] }, to }) => {
    const rest = leftOut.includes('.claude') ? ' without .claude' : '';
    return `/${inside}${part && ` (${part})`}${rest} -> ${to.volume}/${to.below ?? ''}`;
  });
  return [...places, ...(homeStays ? ['the home stays'] : [])];
}

describe('which part of a layout goes where', () => {
  const plain = { inner: false, rest: 0 };

  it('a config directory', () => {
    expect(said({}, { layout: 'config', ...plain })).toEqual(['/ -> config/']);
    const below = { config: { ...home, below: '.claude' }, home };
    expect(said({}, { layout: 'config', ...plain }, below)).toEqual(['/ -> home/.claude']);
  });

  it('a part of one, and one in a folder of the volume, as they were mounted', () => {
    const place = { inside: '', part: 'projects' };
    expect(said({ place }, { layout: 'config', ...plain })).toEqual(['/ (projects) -> config/']);
    expect(said({ place: { inside: 'claude', part: '' } }, { layout: 'config', ...plain })).toEqual([
      '/claude -> config/',
    ]);
  });

  it('a home, with and without a volume for the rest of it', () => {
    const whole = { layout: 'home', inner: true, rest: 7 } as const;
    expect(said({}, whole)).toEqual(['/.claude -> config/', 'the home stays']);
    expect(said({}, whole, { config, home })).toEqual(['/.claude -> config/', '/ without .claude -> home/']);
    expect(said({}, { ...whole, rest: 0 }, { config, home })).toEqual(['/.claude -> config/']);
  });

  it('a shell’s history alone is no home, unless it is named', () => {
    const history = { layout: 'home', inner: false, rest: 7 } as const;
    expect(said({}, history, { config, home })).toEqual([]);
    expect(said({ named: true }, history, { config, home })).toEqual(['/ without .claude -> home/']);
  });

  it('a flat layout is a config directory; one half migrated is both', () => {
    expect(said({}, { layout: 'flat', ...plain })).toEqual(['/ -> config/']);
    expect(said({}, { layout: 'flat', inner: true, rest: 0 })).toEqual([
      '/.claude -> config/',
      '/ without .claude -> config/',
    ]);
  });

  it('the container’s conversations among the host’s own', () => {
    const host = { folder: '/h/-w-app', cwd: '/w/app', slug: '-w-app', conversations: 1 };
    expect(said({ host }, { layout: 'config', ...plain })).toEqual(['/ (projects/-w-app) -> config/']);
  });

  it('nothing of what is not known', () => {
    expect(said({}, { layout: 'none', ...plain })).toEqual([]);
  });
});
