import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configItems } from '../../../core/src/approval/configItems.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import {
  composeFile,
  composeWords,
  isServiceName,
  loginComposeFile,
  loginComposeText,
  parseComposeWords,
} from '../../../core/src/share/compose.ts';
import { describeChanges } from '../../../core/src/share/describeChanges.ts';
import { prepareCommand } from '../../../core/src/share/initializeCommand.ts';
import { containerLoginDir, loginVolume } from '../../../core/src/share/login.ts';
import { defaultShareOptions, type Mode, type ShareOptions } from '../../../core/src/share/options.ts';
import { apply, configOf, configuredOf } from '../support/document.ts';

const persist = { [`${defaultCollection}/claude-persist:1`]: {} };
const script = '.devcontainer/claude-sessions-prepare.sh';
const command = (options: Partial<ShareOptions> = {}) =>
  prepareCommand(script, composeWords({ service: 'app', options: { ...defaultShareOptions, ...options } }));
const text = (dockerComposeFile: unknown, more = {}) =>
  JSON.stringify({ dockerComposeFile, service: 'app', ...more }, null, 2);
const defaults = { defaultComposeFiles: ['../docker-compose.yml', '../docker-compose.override.yml'] };

describe('share', () => {
  it.each([
    ['a string', 'docker-compose.yml', ['docker-compose.yml', composeFile]],
    ['a list', ['a.yml', 'b.yml'], ['a.yml', 'b.yml', composeFile]],
    ['an empty list', [], [...defaults.defaultComposeFiles, composeFile]],
    ['nothing', null, [...defaults.defaultComposeFiles, composeFile]],
    ['ours already', ['a.yml', composeFile], ['a.yml', composeFile]],
    ['ours in front', [composeFile, 'a.yml'], ['a.yml', composeFile]],
    ['ours in between', ['a.yml', composeFile, 'b.yml'], ['a.yml', 'b.yml', composeFile]],
    ['ours twice', [composeFile, 'a.yml', composeFile], ['a.yml', composeFile]],
    ['ours alone', [composeFile], [...defaults.defaultComposeFiles, composeFile]],
    ['that of a file it was copied from', ['../a.yml', `../${composeFile}`], ['../a.yml', composeFile]],
  ])('puts our file last where dockerComposeFile is %s', (_, before, after) => {
    const shared = apply(text(before), 'share', {}, defaults);
    expect(configOf(shared)).toEqual({
      dockerComposeFile: after,
      service: 'app',
      features: persist,
      initializeCommand: { 'claude-sessions': command() },
    });
    expect(apply(shared, 'share', {}, defaults)).toBe(shared);
  });

  it('changes no character that it did not have to', () => {
    const before =
      '{\n  // it\n  "dockerComposeFile": [\n    "a.yml", // first\n  ],\n  "service": "app"\n}\n';
    expect(apply(before, 'share')).toContain(
      `  // it\n  "dockerComposeFile": [\n    "a.yml", // first\n    "${composeFile}",\n  ],\n  "service": "app",\n`,
    );
    const line = '{"dockerComposeFile": "a.yml", /* it */ "service": "app"}';
    expect(apply(line, 'share')).toContain(`"dockerComposeFile": ["a.yml", "${composeFile}"], /* it */`);
  });

  it('takes out the Features and mounts that would come read-write', () => {
    const features = {
      [`${defaultCollection}/claude-sessions:1`]: {},
      [`${defaultCollection}/claude-profile:1`]: {},
    };
    const mounts = [
      'type=bind,source=x,target=/mnt/claude-host/tasks',
      'type=bind,source=${localEnv:HOME}/.claude,target=/home/node/.claude',
      'type=volume,source=other,target=/other',
    ];
    const shared = configOf(apply(text('a.yml', { features, mounts }), 'share'));
    expect(shared.features).toEqual(persist);
    expect(shared.mounts).toEqual(['type=volume,source=other,target=/other']);
  });

  it.each<Partial<ShareOptions>>([
    {},
    { profile: false },
    { memory: 'rw', tasks: true },
    { allProjects: true, login: 'token' },
  ])('is read back with its options: %j', (options) => {
    const shared = apply(text('a.yml'), 'share', options);
    const expected = { ...defaultShareOptions, ...options };
    expect(configuredOf(shared)).toMatchObject({
      mode: 'share',
      options: expected,
      compose: { service: 'app', options: { ...expected, login: 'own' } },
      prepares: true,
      anyOfOurs: true,
    });
    expect(configOf(apply(shared, 'share'))).toEqual(configOf(apply(text('a.yml'), 'share')));
  });

  it('follows a service that has another name', () => {
    const shared = apply(text('a.yml'), 'share', { tasks: true }).replace(
      '"service": "app"',
      '"service": "web"',
    );
    const words = ['compose', 'web', 'profile', 'tasks'];
    expect(configOf(apply(shared, 'share', { tasks: true })).initializeCommand).toEqual({
      'claude-sessions': prepareCommand(script, words),
    });
  });

  it('has the usual options where the entry for prepare was rewritten', () => {
    const { initializeCommand: _, ...rest } = configOf(apply(text('a.yml'), 'share', { tasks: true }));
    expect(configuredOf(JSON.stringify(rest))).toMatchObject({
      mode: 'share',
      prepares: false,
      compose: { service: 'app', options: defaultShareOptions },
    });
    expect(configuredOf(JSON.stringify({ ...rest, service: 'a b' })).compose).toBeUndefined();
  });
});

describe('a shared login', () => {
  const shared = { login: 'shared' } as const;
  const files = (before: unknown, mode: Mode, options: Partial<ShareOptions> = shared) =>
    configOf(apply(text(before), mode, options, defaults)).dockerComposeFile;

  it.each([
    ['a string', 'a.yml', ['a.yml']],
    ['an empty list', [], defaults.defaultComposeFiles],
    ['ours of share', ['a.yml', composeFile], ['a.yml']],
    ['ours in front', [loginComposeFile, 'a.yml'], ['a.yml']],
    ['of a file it was copied from', ['../a.yml', `../${loginComposeFile}`], ['../a.yml']],
  ])('has its file where dockerComposeFile is %s', (_, before, others) => {
    expect(files(before, 'isolate')).toEqual([...others, loginComposeFile]);
    expect(files(before, 'share')).toEqual([...others, loginComposeFile, composeFile]);
    for (const mode of ['share', 'isolate'] as const) {
      const once = apply(text(before), mode, shared, defaults);
      expect(apply(once, mode, shared, defaults)).toBe(once);
      expect(configuredOf(once)).toMatchObject({ mode, options: shared });
    }
  });

  it('another login, and none, have no such file', () => {
    for (const mode of ['share', 'isolate'] as const) {
      const before = files('a.yml', mode);
      expect(files(before, mode, { login: 'own' })).toEqual(files(['a.yml'], mode, {}));
      expect(files(before, 'none')).toEqual(['a.yml']);
    }
  });

  it('gives the volume of the Feature one name', () => {
    const feature = readFileSync('feature/src/claude-login/devcontainer-feature.json', 'utf8');
    const [mount] = JSON.parse(feature).mounts;
    expect(parse(loginComposeText)).toEqual({ volumes: { [mount.source]: { name: mount.source } } });
    expect(mount).toMatchObject({ source: loginVolume, target: containerLoginDir });
  });

  it('its file needs no approval where it belongs, and does in front', () => {
    const item = (list: string[]) =>
      configItems({ dockerComposeFile: list }, (each) => each)
        .map(({ text: shown }) => shown)
        .join();
    expect(item(['a.yml', loginComposeFile])).toBe(item(['a.yml']));
    expect(item(['a.yml', loginComposeFile, composeFile])).toBe(item(['a.yml']));
    expect(item([loginComposeFile, 'a.yml'])).not.toBe(item(['a.yml']));
    expect(item(['a.yml', `evil/${loginComposeFile}`])).not.toBe(item(['a.yml']));
  });
});

describe('isolate and none', () => {
  it.each(['isolate', 'none'] as const)('%s takes out our file, and leaves the rest', (mode) => {
    const shared = apply(text(['a.yml', 'b.yml']), 'share');
    expect(configOf(apply(shared, mode)).dockerComposeFile).toEqual(['a.yml', 'b.yml']);
    expect(configuredOf(apply(shared, mode)).mode).toBe(mode);
  });

  it('takes out nothing but ours', () => {
    for (const before of [text('a.yml'), text([]), text(null), text(['a.yml'])])
      expect(apply(before, 'none')).toBe(before);
    expect(configOf(apply(text([composeFile]), 'none')).dockerComposeFile).toEqual([]);
  });
});

it('is told in words', () => {
  const before = text([]);
  const after = apply(before, 'share', {}, defaults);
  const changes = describeChanges(configOf(before), configOf(after)).map(
    ({ kind, what }) => `${kind} ${what}`,
  );
  expect(changes).toEqual([
    'added Compose file ../docker-compose.yml, which was taken without being named',
    'added Compose file ../docker-compose.override.yml, which was taken without being named',
    `added Compose file ${composeFile}, made on each host, which mounts what is shared`,
    `added Feature ${defaultCollection}/claude-persist:1`,
    "added initializeCommand that prepares the host's folders",
  ]);
});

it('words are read back, and those of others are not ours', () => {
  const share = { service: 'a.b_c-1', options: { ...defaultShareOptions, tasks: true } };
  expect(parseComposeWords(composeWords(share))).toEqual(share);
  for (const words of [[], ['compose'], ['compose', 'a b'], ['other', 'app']])
    expect(parseComposeWords(words)).toBeUndefined();
  for (const name of ['', 'a b', "'", 'a\n', 'é', undefined, 7]) expect(isServiceName(name)).toBe(false);
});
