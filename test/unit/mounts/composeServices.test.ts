import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseComposeServices } from '../../../core/src/mounts/composeServices.ts';

const config = {
  name: 'app',
  services: {
    app: {
      image: 'node',
      privileged: true,
      volumes: [
        { type: 'bind', source: '/home/me/.claude', target: '/home/node/.claude', bind: {}, read_only: true },
        { type: 'volume', source: 'data', target: '/data', volume: {} },
        { type: 'tmpfs', target: '/run' },
        { type: 'bind', source: 7 },
        'short:form',
      ],
    },
    db: { image: 'postgres', volumes: null },
    odd: null,
  },
};

it('reads mounts by service, and takes what is malformed for absent', () => {
  expect(parseComposeServices(JSON.stringify(config))).toEqual([
    {
      name: 'app',
      hostAccess: ['privileged'],
      volumesFrom: [],
      mounts: [
        { type: 'bind', source: '/home/me/.claude', target: '/home/node/.claude', readonly: true },
        { type: 'volume', source: 'data', target: '/data', readonly: false },
        { type: 'tmpfs', source: undefined, target: '/run', readonly: false },
      ],
    },
    { name: 'db', mounts: [], hostAccess: [], volumesFrom: [] },
    { name: 'odd', mounts: [], hostAccess: [], volumesFrom: [] },
  ]);
});

/** What Compose 2 prints for one service. */
const only = (service: object, stores: object = {}) =>
  parseComposeServices(JSON.stringify({ services: { app: service }, ...stores }))?.[0];
const binds = (service: object, stores: object) =>
  only(service, stores)
    ?.mounts.filter(({ type }) => type === 'bind')
    .map(({ source, target, readonly }) => `${source} ${target} ${readonly ? 'ro' : 'rw'}`);

it('takes secrets and configs that are files for binds', () => {
  const secret = '/home/me/.claude/.credentials.json';
  const stores = {
    secrets: { c: { name: 'x_c', file: secret }, env: { environment: 'X' } },
    configs: { d: { name: 'x_d', file: '/home/me/.claude.json' } },
  };
  expect(
    binds(
      {
        secrets: [{ source: 'c' }, { source: 'env' }, 'c', { source: 'c', target: 'y' }, 7, { source: 'no' }],
      },
      stores,
    ),
  ).toEqual([`${secret} /run/secrets/c ro`, `${secret} /run/secrets/c ro`, `${secret} /run/secrets/y ro`]);
  expect(binds({ configs: [{ source: 'd' }, { source: 'd', target: '/etc/x' }] }, stores)).toEqual([
    '/home/me/.claude.json /d ro',
    '/home/me/.claude.json /etc/x ro',
  ]);
  expect(binds({ secrets: ['__proto__', 'toString'] }, stores)).toEqual([]);
  expect(binds({}, stores)).toEqual([]);
});

it('takes volumes of a path of the host for binds', () => {
  const volumes = {
    c: { name: 'x_c', driver: 'local', driver_opts: { type: 'none', o: 'bind', device: '/home/me/.claude' } },
    o: {
      driver_opts: { type: 'overlay', device: 'overlay', o: 'lowerdir=/a:/home/me,upperdir=/u,workdir=/w' },
    },
    n: { driver_opts: { type: 'nfs', o: 'addr=10.0.0.1,rw', device: ':/srv' } },
    plain: { name: 'x_plain' },
  };
  const use = (source: string) => binds({ volumes: [{ type: 'volume', source, target: '/x' }] }, { volumes });
  expect(use('c')).toEqual(['/home/me/.claude /x rw']);
  expect(use('o')).toContain('/home/me /x rw');
  for (const name of ['n', 'plain', 'toString']) expect(use(name), name).toEqual([]);
});

it.each<[object, string[]]>([
  [{ pid: 'host' }, ['pid: host']],
  [
    { cap_add: ['SYS_ADMIN', 'cap_all', 'SYS_PTRACE', 'NET_ADMIN'] },
    ['cap_add: SYS_ADMIN', 'cap_add: cap_all'],
  ],
  [{ devices: ['/dev/sda:/dev/x:rwm', '/dev/kvm:/dev/kvm'] }, ['devices: /dev/sda']],
  [
    { devices: [{ source: '/dev/nvme0n1', target: '/dev/x' }, { source: '/dev/net/tun' }] },
    ['devices: /dev/nvme0n1'],
  ],
  [{ device_cgroup_rules: ['b 8:* rwm', 'c 1:3 r'] }, ['device_cgroup_rules: b 8:* rwm']],
  [{ use_api_socket: true }, ['use_api_socket']],
  [{ pid: 'service:db', privileged: false, cap_add: null, devices: [7] }, []],
])('finds what reaches the whole host in %j', (service, expected) => {
  expect(only(service)?.hostAccess).toEqual(expected);
});

it('knows whose mounts are taken over', () => {
  expect(only({ volumes_from: ['db:ro', 'container:x'] })?.volumesFrom).toEqual(['db:ro', 'container:x']);
});

it.each(['', 'no configuration file provided', '{}', '[]', '{"services": 7}', 'null'])(
  'takes %j for none',
  (text) => {
    expect(parseComposeServices(text)).toBeUndefined();
  },
);

it('never throws', () => {
  const values = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        values.map((services) => JSON.stringify({ services })),
      ),
      (text) => {
        parseComposeServices(text);
      },
    ),
  );
});
