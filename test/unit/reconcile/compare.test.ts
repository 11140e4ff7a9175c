import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInspect } from '../../../core/src/container/inspect.ts';
import { parseRecord } from '../../../core/src/container/mountRecord.ts';
import { capsuleLabels, givenLabels } from '../../../core/src/container/ourLabels.ts';
import { compare } from '../../../core/src/reconcile/compare.ts';
import { serviceMounts } from '../../../core/src/reconcile/serviceMounts.ts';
import type { Observed } from '../../../core/src/reconcile/types.ts';
import { wouldLose } from '../../../core/src/reconcile/wouldLose.ts';

const mount = (target: string, more: Partial<Observed['mounts'][number]> = {}) => ({
  ...{ type: 'volume', source: 'state', target, writable: true },
  ...more,
});
const observed = (mounts: Observed['mounts'], more: Partial<Observed> = {}): Observed => ({
  ...{ mounts, isOurs: false },
  ...more,
});
const codes = (of: Observed) => compare(of)?.map(({ code, path }) => `${code} ${path}`);
const home = '/home/node';
const config = `${home}/.claude`;

describe('what is needed for nothing to be lost', () => {
  it.each([
    ['a volume at the config directory', [mount(config)], []],
    ['a volume at the home, which the environment says is one of Claude', [mount(home)], []],
    ['a bind', [mount(config, { type: 'bind', source: '/srv/claude' })], []],
    ['nothing', [], [`config-not-kept ${config}`]],
    ['memory', [mount(config, { type: 'tmpfs', source: '' })], [`config-not-kept ${config}`]],
    ['a volume of no name', [mount(config, { source: 'a'.repeat(64) })], [`config-volume-unnamed ${config}`]],
    ['projects alone', [mount(`${config}/projects`)], [`config-not-kept ${config}`]],
    [
      'a config directory that is read-only',
      [mount(config, { writable: false })],
      [`projects-missing ${config}/projects`],
    ],
    ['the same with projects', [mount(config, { writable: false }), mount(`${config}/projects`)], []],
    [
      'the same with projects that are read-only',
      [mount(config, { writable: false }), mount(`${config}/projects`, { writable: false })],
      [`projects-read-only ${config}/projects`],
    ],
    [
      'projects in memory',
      [mount(config), mount(`${config}/projects`, { type: 'emptyDir' })],
      [`projects-not-kept ${config}/projects`],
    ],
    ['a folder of the same beginning', [mount(`${config}-other`)], [`config-not-kept ${config}`]],
    ['the innermost counts', [mount(home, { type: 'tmpfs' }), mount(`${config}/`)], []],
  ] as const)('%s', (_, mounts, expected) => {
    expect(codes(observed(mounts, { configDir: config }))).toEqual(expected);
  });

  it('finds the config directory by the mounts in a home; one in a project is none', () => {
    expect(codes(observed([mount('/root/.claude', { writable: false })]))).toEqual([
      'projects-missing /root/.claude/projects',
    ]);
    expect(codes(observed([mount('/var/lib/claude')]))).toEqual([]);
    expect(codes(observed([mount('/srv/app/.claude/projects')], { home: '/srv/app' }))).toEqual([
      'config-not-kept /srv/app/.claude',
    ]);
    expect(codes(observed([mount('/workspace/.claude')]))).toBeUndefined();
    expect(codes(observed([mount('/data')]))).toBeUndefined();
    expect(codes(observed([], { isOurs: true, user: '0:0' }))).toEqual(['config-not-kept /root/.claude']);
    expect(codes(observed([], { isOurs: true, user: 'node' }))).toEqual([]);
  });

  it('says what a new container would lose', () => {
    expect(wouldLose(observed([], { configDir: config }))).toEqual([config]);
    expect(wouldLose(observed([mount(config, { writable: false })]))).toEqual([]);
  });
});

describe('what was recorded', () => {
  const record = (text: string, mounts: Observed['mounts']): Observed => {
    const parsed = parseRecord(text);
    return Array.isArray(parsed)
      ? observed(mounts, { asked: [{ by: 'label', isRecord: true, mounts: parsed }] })
      : observed(mounts, { isOurs: true, user: 'x', unreadable: parsed.unreadable });
  };
  const asked = JSON.stringify([
    `type=volume,source=me-home,target=${home}`,
    { type: 'bind', source: '/srv/login', target: '/login', readonly: true },
  ]);

  it('is compared: there, of the type and source, as writable', () => {
    const fine = [
      mount(home, { source: 'me-home' }),
      mount('/login', { type: 'bind', source: '/srv/login', writable: false }),
    ];
    expect(codes(record(asked, fine))).toEqual([]);
    expect(codes(record(asked, fine.slice(0, 1)))).toEqual(['mount-missing /login']);
    expect(
      codes(
        record(asked, [mount(home, { source: 'other' }), { ...mount('/login', fine[1]), writable: true }]),
      ),
    ).toEqual([`mount-differs ${home}`, 'mount-differs /login']);
  });

  it('adds to what is needed, and takes nothing from it', () => {
    const of = { ...record('[]', [mount(config, { writable: false })]) };
    expect(codes(of)).toEqual([`projects-missing ${config}/projects`]);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{}'],
    ['entries that are no mounts', '[1]'],
    ['a tmpfs', '["type=tmpfs,target=/x"]'],
    ['too many', JSON.stringify(Array(101).fill('source=a,target=/b'))],
    ['too long', `["${'a'.repeat(70_000)}"]`],
  ])('that cannot be read is said: %s', (_, text) => {
    expect(codes(record(text, []))).toEqual(['record-unreadable ']);
  });

  it('whatever it is, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (text, json) => {
        for (const each of [text, json]) codes(record(each, [mount(each), mount(`/${each}/.claude`)]));
      }),
    );
  });
});

describe('labels of an image', () => {
  it('are not believed, whatever the container has', () => {
    const labels = { [capsuleLabels.role]: 'agent', 'com.docker.compose.service': 'x' };
    expect(givenLabels(labels, { [capsuleLabels.role]: 'other' })).toEqual({
      'com.docker.compose.service': 'x',
    });
    expect(givenLabels({ constructor: 'x' }, {})).toEqual({ constructor: 'x' });
  });
});

describe('inspect', () => {
  const record = (more: object) =>
    JSON.stringify([
      { Id: 'a', Config: { Env: ['HOME=/h', 'X=secret', 1, 'CLAUDE_CONFIG_DIR=/c=d'] }, ...more },
    ]);

  it('gives of the environment what is compared, of Docker and of Podman', () => {
    for (const Name of ['/a', 'a']) {
      const [container] = parseInspect(record({ Name }));
      expect(container).toMatchObject({ name: 'a', home: '/h', configDir: '/c=d' });
      expect(JSON.stringify(container)).not.toContain('secret');
    }
  });

  it('of Podman: `RW` is right, a bind has no name', () => {
    const Mounts = [
      {
        Type: 'bind',
        Source: '/srv/c',
        Destination: config,
        Driver: '',
        Mode: '',
        Options: ['rbind'],
        RW: false,
      },
      {
        Type: 'volume',
        Name: 'p',
        Source: '/var/lib/containers/p/_data',
        Destination: `${config}/projects`,
        RW: false,
      },
    ];
    const [container] = parseInspect(JSON.stringify([{ Id: 'a', Name: 'p', Mounts }]));
    expect(codes(observed(container?.mounts ?? []))).toEqual([`projects-read-only ${config}/projects`]);
  });
});

describe('what Compose asks for', () => {
  const printed = {
    services: {
      app: {
        volumes: [
          { type: 'volume', source: 'home', target: home },
          { type: 'bind', source: '/srv/c', target: config, read_only: true },
          'odd',
        ],
      },
    },
    volumes: { home: { name: 'project_home' } },
  };

  it('is read as it is filled in', () => {
    expect(serviceMounts(printed, 'app')).toEqual([
      mount(home, { source: 'project_home' }),
      mount(config, { type: 'bind', source: '/srv/c', writable: false }),
    ]);
    expect(serviceMounts(printed, 'other')).toBeUndefined();
    expect(serviceMounts(undefined, 'app')).toBeUndefined();
  });
});
