import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImageLabels, parseInspect } from '../../../core/src/container/inspect.ts';

const docker = {
  Id: 'abc',
  Name: '/happy_bohr',
  Image: 'sha256:123',
  State: { Running: true, Pid: 7 },
  Config: { User: 'vscode', Labels: { 'devcontainer.local_folder': '/home/me/app' } },
  Mounts: [
    {
      Type: 'bind',
      Source: '/home/me/app',
      Destination: '/workspaces/app',
      Mode: '',
      RW: true,
      Propagation: 'rprivate',
    },
    {
      Type: 'volume',
      Name: 'claude-code-config-x',
      Source: '/var/lib/docker/volumes/x/_data',
      Destination: '/var/lib/claude',
      Driver: 'local',
      RW: true,
    },
    {
      Type: 'bind',
      Source: '/home/me/.claude/agents',
      Destination: '/mnt/claude-host/agents',
      Mode: '',
      RW: false,
    },
  ],
};
const podman = {
  Id: 'abc',
  Name: 'happy_bohr',
  Image: '123',
  State: { Running: true },
  Config: { User: 'vscode', Labels: { 'devcontainer.local_folder': '/home/me/app' } },
  Mounts: docker.Mounts.map((mount) => ({
    ...mount,
    Driver: mount.Type === 'bind' ? '' : 'local',
    Options: ['rbind'],
    Mode: '',
  })),
};
const expected = {
  id: 'abc',
  name: 'happy_bohr',
  running: true,
  user: 'vscode',
  labels: { 'devcontainer.local_folder': '/home/me/app' },
  mounts: [
    { type: 'bind', source: '/home/me/app', target: '/workspaces/app', writable: true },
    { type: 'volume', source: 'claude-code-config-x', target: '/var/lib/claude', writable: true },
    { type: 'bind', source: '/home/me/.claude/agents', target: '/mnt/claude-host/agents', writable: false },
  ],
};

describe('parseInspect', () => {
  it('reads Docker’s and Podman’s records alike', () => {
    expect(parseInspect(JSON.stringify([docker]))).toEqual([{ ...expected, image: 'sha256:123' }]);
    expect(parseInspect(JSON.stringify([podman]))).toEqual([{ ...expected, image: '123' }]);
  });

  it('of a record with no more than an id', () => {
    const bare = { id: 'x', name: '', image: '', running: false, user: '', labels: {}, mounts: [] };
    const nulls = { Id: 'x', Name: null, Image: null, State: null, Config: null, Mounts: null };
    for (const record of [
      { Id: 'x' },
      nulls,
      { Id: 'x', Config: { Labels: null } },
      { Id: 'x', Mounts: {} },
    ]) {
      expect(parseInspect(JSON.stringify([record]))).toEqual([bare]);
    }
  });

  it('one odd field or mount hides neither the container nor the others', () => {
    const odd = {
      ...docker,
      Config: { Labels: { a: 1, b: 'c' } },
      Mounts: [null, 'x', { Type: 'bind' }, { Destination: '/x', RW: 'yes', Type: null }],
    };
    expect(parseInspect(JSON.stringify([null, 7, {}, odd]))).toMatchObject([
      {
        id: 'abc',
        labels: { a: '', b: 'c' },
        mounts: [{ type: 'bind', source: '', target: '/x', writable: true }],
      },
    ]);
  });

  it.each(['', 'Error: no such object', '{', '{}', 'null', '[', '[[]]', '"x"'])(
    'gives nothing for %j',
    (output) => {
      expect(parseInspect(output)).toEqual([]);
      expect(parseImageLabels(output, ['x'])).toEqual(new Map([['x', {}]]));
    },
  );

  it('never throws', () => {
    const keys = fc.constantFrom(
      'Id',
      'Name',
      'State',
      'Running',
      'Config',
      'Labels',
      'Mounts',
      'Type',
      'Destination',
      '__proto__',
    );
    const leaf = fc.jsonValue({ maxDepth: 1 });
    const inner = fc.dictionary(keys, leaf, { maxKeys: 4 });
    const value = fc.dictionary(keys, fc.oneof(leaf, inner, fc.array(inner, { maxLength: 3 })), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), fc.nat(200), (records, cut) => {
        const text = JSON.stringify(records);
        for (const output of [text, text.slice(cut), text.slice(0, -cut)]) {
          for (const container of parseInspect(output)) expect(typeof container.id).toBe('string');
          parseImageLabels(output, ['x', 'y']);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseImageLabels', () => {
  const read = (records: unknown, ...images: string[]) =>
    Object.fromEntries(parseImageLabels(JSON.stringify(records), images));

  it('reads those of one', () => {
    expect(read([{ Config: { Labels: { a: 'b' } } }], 'x')).toEqual({ x: { a: 'b' } });
    expect(read([{ Config: null }], 'x')).toEqual({ x: {} });
  });

  it('gives each image its own, when one of them is gone too', () => {
    const one = { Id: 'sha256:1', Config: { Labels: { of: 'one' } } };
    const three = { Id: 'sha256:3', Config: { Labels: { of: 'three' } } };
    expect(read([one, three], 'sha256:1', 'sha256:3')).toEqual({
      'sha256:1': { of: 'one' },
      'sha256:3': { of: 'three' },
    });
    expect(read([three, one], '3', '2', '1')).toEqual({ 3: { of: 'three' }, 2: {}, 1: { of: 'one' } });
  });
});
