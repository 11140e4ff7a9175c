import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMount } from '../../../core/src/mounts/parseMount.ts';

describe('parseMount', () => {
  it.each([
    ['source=a,target=/b,type=volume', { type: 'volume', source: 'a', target: '/b', readonly: false }],
    ['type=bind,src=/a,dst=/b,readonly', { type: 'bind', source: '/a', target: '/b', readonly: true }],
    ['type=bind,source=/a,destination=/b,ro', { type: 'bind', source: '/a', target: '/b', readonly: true }],
    [
      'type=bind,source=/a,target=/b,readonly=true',
      { type: 'bind', source: '/a', target: '/b', readonly: true },
    ],
    [
      'type=bind,source=/a,target=/b,readonly=1',
      { type: 'bind', source: '/a', target: '/b', readonly: true },
    ],
    [
      'type=bind,source=/a,target=/b,readonly=false',
      { type: 'bind', source: '/a', target: '/b', readonly: false },
    ],
    ['type=bind,source=/a,target=/b,ro=0', { type: 'bind', source: '/a', target: '/b', readonly: false }],
    ['Type=bind, Source=/a ,TARGET=/b', { type: 'bind', source: '/a', target: '/b', readonly: false }],
    ['type=bind,"source=/a,b",target=/c', { type: 'bind', source: '/a,b', target: '/c', readonly: false }],
    ['type=bind,"source=/a""b",target=/c', { type: 'bind', source: '/a"b', target: '/c', readonly: false }],
    ['type=tmpfs,target=/t', { type: 'tmpfs', source: undefined, target: '/t', readonly: false }],
    [
      'source=${localEnv:HOME}/a,target=/b',
      { type: 'bind', source: '${localEnv:HOME}/a', target: '/b', readonly: false },
    ],
    [
      'source=${localEnv:HOME},target=/b',
      { type: 'bind', source: '${localEnv:HOME}', target: '/b', readonly: false },
    ],
    ['source=C:\\a,target=/b', { type: 'bind', source: 'C:\\a', target: '/b', readonly: false }],
    ['source=./a,target=/b', { type: 'bind', source: './a', target: '/b', readonly: false }],
    ['source=a.b,target=/b', { type: 'volume', source: 'a.b', target: '/b', readonly: false }],
    [
      'source=${devcontainerId},target=/b',
      { type: 'volume', source: '${devcontainerId}', target: '/b', readonly: false },
    ],
    ['target=/t', { type: 'volume', source: undefined, target: '/t', readonly: false }],
    [
      'source=${localEnv:HOME}/x=y,target=/b,type=bind,consistency=cached',
      { type: 'bind', source: '${localEnv:HOME}/x=y', target: '/b', readonly: false },
    ],
  ])('reads %s', (entry, mount) => {
    expect(parseMount(entry)).toEqual(mount);
  });

  it.each([
    [
      { source: 'a', target: '/b', type: 'volume' },
      { type: 'volume', source: 'a', target: '/b', readonly: false },
    ],
    [
      { source: '/a', target: '/b', type: 'bind', readonly: true },
      { type: 'bind', source: '/a', target: '/b', readonly: true },
    ],
    [
      { source: '/a', target: '/b', readonly: true },
      { type: 'bind', source: '/a', target: '/b', readonly: true },
    ],
    [
      { target: '/b', external: true, options: {} },
      { type: 'volume', source: undefined, target: '/b', readonly: false },
    ],
  ])('reads %j', (entry, mount) => {
    expect(parseMount(entry)).toEqual(mount);
  });

  it.each([
    undefined,
    null,
    7,
    true,
    '',
    'nonsense',
    'type=bind,source=/a',
    'target=',
    [],
    ['target=/a'],
    {},
    { target: 1, source: {} },
    { target: '' },
  ])('gives nothing for %j', (entry) => {
    const mount = parseMount(entry);
    if (typeof entry === 'object' && entry && 'target' in entry && entry.target === 1)
      expect(mount?.target).toBe('1');
    else expect(mount).toBeUndefined();
  });

  it('never throws, and is done at once', () => {
    fc.assert(
      fc.property(fc.anything(), (entry) => void parseMount(entry)),
      { numRuns: 1000 },
    );
    const started = performance.now();
    for (const text of [
      '"'.repeat(50_000),
      `"${'""'.repeat(50_000)}`,
      ','.repeat(50_000),
      `${'"a'.repeat(20_000)},`,
    ]) {
      parseMount(text);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
