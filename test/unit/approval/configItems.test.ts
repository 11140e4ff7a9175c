import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configItems } from '../../../core/src/approval/configItems.ts';

const items = (config: unknown) => configItems(config, (text) => `#${text}`);
const shown = (config: unknown) =>
  items(config).map(({ part, name, text }) => [part, name.startsWith('#') ? '' : name, text]);

describe('what acts on the host', () => {
  it.each<[string, unknown, string[][]]>([
    ['a command', { initializeCommand: 'x' }, [['initializeCommand', '', 'x']]],
    [
      'a command in an array',
      { initializeCommand: ['x', 'y'] },
      [['initializeCommand', '', '[\n  "x",\n  "y"\n]']],
    ],
    [
      'commands of an object, each by itself',
      { initializeCommand: { a: 'x', b: ['y'] } },
      [
        ['initializeCommand', '', 'x'],
        ['initializeCommand', '', '[\n  "y"\n]'],
      ],
    ],
    [
      'mounts, each by itself',
      { mounts: ['type=bind,source=/,target=/h', { type: 'bind' }] },
      [
        ['mounts', '', 'type=bind,source=/,target=/h'],
        ['mounts', '', '{\n  "type": "bind"\n}'],
      ],
    ],
    ['mounts that are no list', { mounts: 'source=/' }, [['mounts', '', 'source=/']]],
    ['the image, whose label may ask for mounts', { image: 'x' }, [['image', '', 'x']]],
    [
      'privileges',
      { privileged: true, capAdd: ['SYS_ADMIN'] },
      [
        ['privileged', '', 'true'],
        ['capAdd', '', '[\n  "SYS_ADMIN"\n]'],
      ],
    ],
    [
      'the parts of build',
      { build: { dockerfile: 'D', args: { A: '1' }, options: [] } },
      [
        ['build.dockerfile', '', 'D'],
        ['build.args', '', '{\n  "A": "1"\n}'],
      ],
    ],
    [
      'Features with their options',
      { features: { 'a/b/c:1': { v: 1 }, './x': {} } },
      [
        ['features', 'a/b/c:1', '{\n  "v": 1\n}'],
        ['features', './x', '{}'],
      ],
    ],
    [
      'variables that carry what is of the host',
      { containerEnv: { A: 'x', B: '${localEnv:B}' }, remoteEnv: { C: '${env:C:d}' } },
      [
        ['containerEnv', 'B', '${localEnv:B}'],
        ['remoteEnv', 'C', '${env:C:d}'],
      ],
    ],
    [
      'whatever else carries it',
      { postCreateCommand: 'echo ${localEnv:S}' },
      [['postCreateCommand', '', 'echo ${localEnv:S}']],
    ],
    ['published ports', { appPort: [3000] }, [['appPort', '', '[\n  3000\n]']]],
    [
      'Compose',
      { dockerComposeFile: ['a.yml'], service: 's', runServices: ['t'] },
      [
        ['dockerComposeFile', '', '[\n  "a.yml"\n]'],
        ['service', '', 's'],
        ['runServices', '', '[\n  "t"\n]'],
      ],
    ],
  ])('%s', (_, config, expected) => {
    expect(shown(config)).toEqual(expected);
  });

  it('is not what happens in the container alone', () => {
    expect(
      shown({
        name: 'x',
        postCreateCommand: 'rm -rf /',
        customizations: { vscode: {} },
        forwardPorts: [1],
        hostRequirements: { cpus: 9 },
        containerEnv: { A: 'b' },
        privileged: false,
        runArgs: [],
        mounts: [],
        initializeCommand: null,
        remoteUser: 'root',
      }),
    ).toEqual([]);
  });
});

/** The members of the specification's schema, devContainer.base.schema.json, by whether they act on the host. */
const specified = {
  acts: {
    features: { a: {} },
    mounts: ['x'],
    privileged: true,
    capAdd: ['x'],
    securityOpt: ['x'],
    initializeCommand: 'x',
    hostRequirements: { gpu: true },
    appPort: 1,
    runArgs: ['x'],
    workspaceMount: 'x',
    build: { dockerfile: 'x' },
    dockerFile: 'x',
    context: 'x',
    image: 'x',
    dockerComposeFile: 'x',
    service: 'x',
    runServices: ['x'],
  },
  doesNot: [
    ...['$schema', 'name', 'overrideFeatureInstallOrder', 'secrets', 'forwardPorts', 'portsAttributes'],
    ...['otherPortsAttributes', 'updateRemoteUserUID', 'containerEnv', 'containerUser', 'init', 'remoteEnv'],
    ...['remoteUser', 'onCreateCommand', 'updateContentCommand', 'postCreateCommand', 'postStartCommand'],
    ...['postAttachCommand', 'waitFor', 'userEnvProbe', 'customizations', 'shutdownAction'],
    ...['overrideCommand', 'workspaceFolder'],
  ],
};

it('every member of the specification is known to act on the host or not to, and any other is asked about', () => {
  for (const [key, value] of Object.entries(specified.acts))
    expect([key, items({ [key]: value }).length]).toEqual([key, 1]);
  for (const key of specified.doesNot) expect([key, items({ [key]: { a: 'x' } })]).toEqual([key, []]);
  const name = fc.string({ minLength: 1 }).filter((key) => key !== '__proto__');
  const known = new Set([...Object.keys(specified.acts), ...specified.doesNot]);
  const legacy = ['extensions', 'settings', 'devPort'];
  fc.assert(
    fc.property(name, fc.jsonValue(), (key, value) => {
      fc.pre(!known.has(key) && !legacy.includes(key));
      expect(items({ [key]: value }).map(({ part }) => part)).toEqual([key]);
    }),
  );
  const invented = ['sandbox', 'hostCommand', 'devices', 'x-mounts', 'RunArgs', 'initializecommand'];
  for (const key of [...invented, 'constructor', 'toString', 'buildArgs', 'run_args'])
    for (const value of ['x', false, null, [], {}])
      expect(items({ [key]: value }).map(({ part }) => part)).toEqual([key]);
});

it('the order of mounts and the names of commands are no difference; two that are one are one', () => {
  const key = (config: unknown) =>
    items(config)
      .map(({ name, digest }) => `${name} ${digest}`)
      .sort();
  expect(key({ mounts: ['a', 'b', 'a'] })).toEqual(key({ mounts: ['b', 'a'] }));
  expect(key({ initializeCommand: 'x' })).toEqual(key({ initializeCommand: { workspace: 'x' } }));
  expect(key({ runArgs: ['a', 'b'] })).not.toEqual(key({ runArgs: ['b', 'a'] }));
  expect(key({ initializeCommand: 'x' })).not.toEqual(key({ initializeCommand: ['x'] }));
});

it('whatever stands there is taken, and nothing throws', () => {
  const names = fc.constantFrom(
    'build',
    'features',
    'mounts',
    'initializeCommand',
    'containerEnv',
    'runArgs',
    'image',
    'x',
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue())), (config) => {
      for (const item of items(config)) expect(typeof item.text).toBe('string');
    }),
  );
});

it('a great many mounts are compared with no look at every other', () => {
  const mounts = Array.from({ length: 200_000 }, (_, index) => `m${index % 100_000}`);
  expect(items({ mounts })).toHaveLength(100_000);
});

it('GPUs of the host are an item, other requirements are none', () => {
  const items = (hostRequirements: object) => configItems({ hostRequirements }, (text) => text);
  expect(items({ cpus: 4, gpu: true }).map(({ part, text }) => [part, text])).toEqual([
    ['hostRequirements.gpu', 'true'],
  ]);
  expect(items({ gpu: 'optional' })).toHaveLength(1);
  expect(items({ cpus: 4 })).toEqual([]);
  expect(items({ gpu: false })).toEqual([]);
});
