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
      privileged: true,
      mounts: [
        { type: 'bind', source: '/home/me/.claude', target: '/home/node/.claude', readonly: true },
        { type: 'volume', source: 'data', target: '/data', readonly: false },
        { type: 'tmpfs', source: undefined, target: '/run', readonly: false },
      ],
    },
    { name: 'db', mounts: [], privileged: false },
    { name: 'odd', mounts: [], privileged: false },
  ]);
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
