import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import { prepareCommand } from '../../../core/src/share/initializeCommand.ts';
import { logins } from '../../../core/src/share/login.ts';
import { type Mode, needsPrepare, type ShareOptions } from '../../../core/src/share/options.ts';
import type { Otel } from '../../../core/src/share/otel.ts';
import { apply, configOf, configuredOf } from '../support/document.ts';
import { commentsOf, jsoncTexts } from '../support/jsoncText.ts';

const sessions = `${defaultCollection}/claude-sessions:1`;
const profile = `${defaultCollection}/claude-profile:1`;
const persist = `${defaultCollection}/claude-persist:1`;
const login = `${defaultCollection}/claude-login:1`;
const prepares = prepareCommand('.devcontainer/claude-sessions-prepare.sh');

describe('Features', () => {
  it('of share, with and without the profile', () => {
    expect(configOf(apply('{"image": "x"}', 'share')).features).toEqual({ [sessions]: {}, [profile]: {} });
    expect(configOf(apply('{"image": "x"}', 'share', { profile: false })).features).toEqual({
      [sessions]: {},
    });
  });

  it('of isolate', () => {
    expect(configOf(apply('{"image": "x"}', 'isolate'))).toEqual({ image: 'x', features: { [persist]: {} } });
  });

  it('of a shared login, whatever the mode; another login takes it out', () => {
    const shared = { login: 'shared' } as const;
    for (const [mode, others] of [
      ['share', { [sessions]: {}, [profile]: {} }],
      ['isolate', { [persist]: {} }],
    ] as const) {
      const text = apply('{"image": "x"}', mode, shared);
      expect(configOf(text)).toMatchObject({ features: { ...others, [login]: {} } });
      expect(configOf(text).remoteEnv).toBeUndefined();
      expect(apply(text, mode, shared)).toBe(text);
      for (const other of ['own', 'token'] as const)
        expect(configOf(apply(text, mode, { login: other })).features).toEqual(others);
      expect(configOf(apply(text, 'none'))).toEqual({ image: 'x' });
    }
    const compose = '{"dockerComposeFile": "c.yml", "service": "app"}';
    expect(Object.keys(configOf(apply(compose, 'share', shared)).features)).toEqual([persist, login]);
  });

  it('keep the version and the options that are written there', () => {
    const text = `{"features": {"${defaultCollection}/claude-sessions:1.2": {"x": 1}}}`;
    expect(configOf(apply(text, 'share', { profile: false })).features).toEqual({
      [`${defaultCollection}/claude-sessions:1.2`]: { x: 1 },
    });
  });

  it('of another collection make way, those of others stay', () => {
    const text = '{"features": {"localhost:5000/x/claude-persist:1": {}, "ghcr.io/x/git:1": {}}}';
    const former = { formerCollections: ['localhost:5000/x'] };
    const features = { 'ghcr.io/x/git:1': {}, [persist]: {} };
    expect(configOf(apply(text, 'isolate', {}, former)).features).toEqual(features);
    expect(configOf(apply(text, 'isolate', {}, { collection: 'localhost:5000/x' }))).toEqual(configOf(text));
  });

  it('of somebody else’s collection stay, whatever they are called', () => {
    const text = '{"features": {"ghcr.io/other/claude-profile:1": {}}}';
    expect(configOf(apply(text, 'isolate')).features).toEqual({
      'ghcr.io/other/claude-profile:1': {},
      [persist]: {},
    });
    expect(apply(text, 'none')).toBe(text);
  });

  it('one that installs Claude Code is added where none is', () => {
    const claude = 'ghcr.io/anthropics/devcontainer-features/claude-code:1';
    const added = configOf(apply('{}', 'share', {}, { installClaude: true })).features;
    expect(added).toHaveProperty([claude]);
    const there = '{"postCreateCommand": "npm i -g @anthropic-ai/claude-code"}';
    expect(configOf(apply(there, 'share', {}, { installClaude: true })).features).not.toHaveProperty([
      claude,
    ]);
    expect(configOf(apply('{}', 'none', {}, { installClaude: true }))).toEqual({});
  });
});

describe('mounts', () => {
  it.each(['containerEnv', 'remoteEnv'])(
    'at the directory that CLAUDE_CONFIG_DIR names in %s go with the variable',
    (member) => {
      const mount = 'source=x,target=/config/claude,type=volume';
      const text = JSON.stringify({ [member]: { CLAUDE_CONFIG_DIR: '/config/claude' }, mounts: [mount] });
      for (const mode of ['share', 'isolate'] as const) {
        const config = configOf(apply(text, mode));
        expect(config.mounts).toBeUndefined();
        expect(config[member]).toBeUndefined();
      }
      expect(apply(text, 'none')).toBe(text);
    },
  );

  it.each([
    [['-e', 'CLAUDE_CONFIG_DIR=/config/claude'], undefined],
    [['--env', 'CLAUDE_CONFIG_DIR=/config/claude', '--init'], ['--init']],
    [['--init', '--env=CLAUDE_CONFIG_DIR=/config/claude'], ['--init']],
    [
      ['-eCLAUDE_CONFIG_DIR=/config/claude', '-e', 'A=b'],
      ['-e', 'A=b'],
    ],
    [['-e', 'CLAUDE_CONFIG_DIR=/a', '-it', '-e', 'CLAUDE_CONFIG_DIR=/config/claude'], ['-it']],
  ])('and the same by runArgs: %j', (runArgs, left) => {
    const text = JSON.stringify({ runArgs, mounts: ['source=x,target=/config/claude,type=volume'] });
    for (const mode of ['share', 'isolate'] as const) {
      const config = configOf(apply(text, mode));
      expect(config.mounts).toBeUndefined();
      expect(config.runArgs).toEqual(left);
      expect(apply(apply(text, mode), mode)).toBe(apply(text, mode));
    }
    expect(apply(text, 'none')).toBe(text);
  });

  it('stay where CLAUDE_CONFIG_DIR cannot be taken out', () => {
    const mounts = ['source=x,target=/config/claude,type=volume'];
    const runArgs = ['-ite', 'CLAUDE_CONFIG_DIR=/config/claude'];
    expect(configOf(apply(JSON.stringify({ runArgs, mounts }), 'share'))).toMatchObject({ runArgs, mounts });
    const composed = { dockerComposeFile: 'c.yml', service: 'app', runArgs: ['-e', 'CLAUDE_CONFIG_DIR=/x'] };
    expect(configOf(apply(JSON.stringify(composed), 'isolate'))).toMatchObject({ runArgs: composed.runArgs });
  });

  it('at a `.claude` outside of the workspace go when they are volumes', () => {
    const text = (folder: string) =>
      JSON.stringify({
        workspaceFolder: folder,
        mounts: ['source=x,target=/app/.claude,type=volume', 'source=y,target=/var/www/.claude,type=volume'],
      });
    expect(configOf(apply(text('/workspaces/app'), 'isolate')).mounts).toBeUndefined();
    expect(configOf(apply(text('/app'), 'isolate')).mounts).toEqual([
      'source=x,target=/app/.claude,type=volume',
    ]);
  });

  it.each<[Partial<ShareOptions>, string]>([
    [
      { memory: 'rw' },
      'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude-sessions/${devcontainerId}/memory,target=/mnt/claude-host/project/memory',
    ],
    [
      { tasks: true },
      'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/tasks,target=/mnt/claude-host/tasks',
    ],
    [
      { allProjects: true },
      'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/projects,target=/mnt/claude-host/projects,readonly',
    ],
  ])('of %j come and go', (options, mount) => {
    const on = apply('{"image": "x"}', 'share', options);
    expect(configOf(on).mounts).toEqual([mount]);
    expect(configOf(apply(on, 'share')).mounts).toBeUndefined();
    expect(configOf(apply(on, 'isolate', options)).mounts).toBeUndefined();
  });

  describe('of plugins', () => {
    const seed = 'CLAUDE_CODE_PLUGIN_SEED_DIR';
    const ours = '/mnt/claude-host/plugins';
    const on = apply('{"image": "x"}', 'share', { plugins: true });

    it('come and go with the variable by which Claude Code finds them, and none can be written', () => {
      const home = '${localEnv:HOME}${localEnv:USERPROFILE}';
      expect(configOf(on)).toMatchObject({
        mounts: [
          `type=bind,source=${home}/.claude-sessions/\${devcontainerId}/plugins,target=${ours},readonly`,
          `type=bind,source=${home}/.claude/plugins/cache,target=${ours}/cache,readonly`,
          `type=bind,source=${home}/.claude/plugins/marketplaces,target=${ours}/marketplaces,readonly`,
        ],
        containerEnv: { [seed]: ours },
      });
      expect(configuredOf(on).options).toMatchObject({ plugins: true, tasks: false, allProjects: false });
      for (const off of [apply(on, 'share'), apply(on, 'isolate', { plugins: true }), apply(on, 'none')]) {
        expect(off).not.toMatch(/plugins|PLUGIN|containerEnv/);
      }
    });

    it.each(['/opt/seed', '/opt/seed:/opt/more'])(
      'stand behind the folders of somebody else: %s',
      (others) => {
        const text = JSON.stringify({ image: 'x', containerEnv: { [seed]: others, A: 'b' } });
        const both = apply(text, 'share', { plugins: true });
        expect(configOf(both).containerEnv).toEqual({ [seed]: `${others}:${ours}`, A: 'b' });
        expect(apply(both, 'share', { plugins: true })).toBe(both);
        expect(configOf(apply(both, 'share')).containerEnv).toEqual({ [seed]: others, A: 'b' });
        expect(apply(text, 'share')).toContain(`"${others}"`);
      },
    );

    it('under Docker Compose are all in our Compose file', () => {
      const text = '{"dockerComposeFile": "a.yml", "service": "app", "workspaceFolder": "/w"}';
      const config = configOf(apply(text, 'share', { plugins: true }));
      expect([config.mounts, config.containerEnv]).toEqual([undefined, undefined]);
      expect(JSON.stringify(config.initializeCommand)).toContain('compose app profile plugins');
    });
  });

  it('made by hand are taken out, others and their comments stay', () => {
    const text = `{
  "mounts": [
    "source=history,target=/commandhistory,type=volume", // history
    "source=\${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind",
    { "source": "cache", "target": "/cache", "type": "volume" } // cache
  ]
}`;
    for (const mode of ['share', 'isolate'] as const) {
      expect(apply(text, mode)).toContain(`  "mounts": [
    "source=history,target=/commandhistory,type=volume", // history
    { "source": "cache", "target": "/cache", "type": "volume" } // cache
  ]`);
    }
    expect(apply(text, 'none')).toBe(text);
  });

  it('that cannot be read stay', () => {
    const text = '{"mounts": [7, null, "nonsense", "source=a,target=/root/.claude"]}';
    expect(configOf(apply(text, 'isolate')).mounts).toEqual([7, null, 'nonsense']);
  });
});

describe('initializeCommand', () => {
  /** As an earlier version wrote the command. */
  const before = (text: string) =>
    text.replaceAll('exec sh ', 'sh ').replaceAll('${devcontainerId} || ', '${devcontainerId} ; exit $? || ');

  it.each([
    '{"image": "x"}',
    '{"image": "x", "initializeCommand": "a && b"}',
    '{\n  "image": "x",\n  "initializeCommand": ["a"] // why\n}',
  ])('of an earlier version is written anew, and taken out without a trace: %j', (text) => {
    const shared = apply(text, 'share');
    const old = before(shared);
    expect(old).not.toBe(shared);
    expect(apply(old, 'share')).toBe(shared);
    expect(apply(old, 'none')).toBe(text);
    expect(apply(old, 'isolate')).toBe(apply(text, 'isolate'));
  });

  it.each([
    ['{}', { 'claude-sessions': prepares }],
    ['{"initializeCommand": ""}', { 'claude-sessions': prepares }],
    ['{"initializeCommand": null}', { 'claude-sessions': prepares }],
    ['{"initializeCommand": "a && b"}', { workspace: 'a && b', 'claude-sessions': prepares }],
    ['{"initializeCommand": ["a", "b"]}', { workspace: ['a', 'b'], 'claude-sessions': prepares }],
    ['{"initializeCommand": {"a": "b"}}', { a: 'b', 'claude-sessions': prepares }],
    [JSON.stringify({ initializeCommand: prepares }), { 'claude-sessions': prepares }],
    [
      JSON.stringify({ initializeCommand: { x: prepareCommand('old/claude-sessions-prepare.sh'), a: 'b' } }),
      { a: 'b', 'claude-sessions': prepares },
    ],
    [
      JSON.stringify({
        initializeCommand: { 'claude-sessions': prepareCommand('old/claude-sessions-prepare.sh') },
      }),
      { 'claude-sessions': prepares },
    ],
  ])('of %s gets ours beside it', (text, command) => {
    expect(configOf(apply(text, 'share')).initializeCommand).toEqual(command);
  });

  it.each([
    '{"image": "x"}',
    '{"image": "x", "initializeCommand": "a && b"}',
    '{"image": "x", "initializeCommand": ["a", "b"]}',
    '{"image": "x", "initializeCommand": {"a": "b", "workspace": "c"}}',
    '{\n  "image": "x",\n  "initializeCommand": "a" // why\n}',
  ])('of %j is as it was after share and none, even where the original is not known', (text) => {
    expect(apply(apply(text, 'share'), 'none')).toBe(text);
    expect(apply(apply(text, 'share'), 'isolate')).toBe(apply(text, 'isolate'));
  });

  it('keeps a comment rather than standing alone again', () => {
    const shared = apply('{\n  "initializeCommand": "a"\n}', 'share').replace(
      '"workspace"',
      '// mine\n    "workspace"',
    );
    expect(apply(shared, 'none')).toContain('// mine');
    expect(configOf(apply(shared, 'none'))).toEqual({ initializeCommand: { workspace: 'a' } });
  });

  it('leaves a command that somebody built around the script', () => {
    const text =
      '{"initializeCommand": "./setup.sh && sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}"}';
    expect(apply(text, 'none')).toBe(text);
    expect(configuredOf(text)).toMatchObject({ prepares: true, anyOfOurs: false });
  });
});

describe('environment', () => {
  it('has the token by reference only when that is asked for', () => {
    const text = apply('{}', 'share', { login: 'token' });
    expect(configOf(text).remoteEnv).toEqual({
      CLAUDE_CODE_OAUTH_TOKEN: '${localEnv:CLAUDE_CODE_OAUTH_TOKEN}',
    });
    for (const after of [apply(text, 'share'), apply(text, 'isolate'), apply(text, 'none')]) {
      expect(configOf(after).remoteEnv).toBeUndefined();
    }
  });

  it('keeps a token that somebody else set', () => {
    const text = '{"remoteEnv": {"CLAUDE_CODE_OAUTH_TOKEN": "${localEnv:MY_TOKEN}", "A": "b"}}';
    for (const login of ['own', 'token'] as const) {
      expect(configOf(apply(text, 'share', { login })).remoteEnv).toEqual(configOf(text).remoteEnv);
    }
  });

  it('loses a config directory that would lead Claude away from the volume', () => {
    const text =
      '{"containerEnv": {"CLAUDE_CONFIG_DIR": "/x"}, "remoteEnv": {"CLAUDE_CONFIG_DIR": "/x", "A": "b"}}';
    for (const mode of ['share', 'isolate'] as const) {
      const { containerEnv, remoteEnv } = configOf(apply(text, mode));
      expect(containerEnv).toBeUndefined();
      expect(remoteEnv).toEqual({ A: 'b' });
    }
    expect(apply(text, 'none')).toBe(text);
  });
});

const shareOptions: fc.Arbitrary<ShareOptions> = fc.record({
  profile: fc.boolean(),
  memory: fc.constantFrom('ro' as const, 'rw' as const),
  tasks: fc.boolean(),
  allProjects: fc.boolean(),
  samePath: fc.boolean(),
  home: fc.boolean(),
  review: fc.boolean(),
  plugins: fc.boolean(),
  otel: fc.constantFrom<Otel>('off', 'host', 'http://collector:4318'),
  login: fc.constantFrom(...logins),
});
const modes = fc.constantFrom<Mode>('share', 'isolate', 'none');
/** Random documents that are fit to be a devcontainer.json. */
const documents = jsoncTexts
  .map(({ text }) => text)
  .filter((text) => parseDocument(text).errors.length === 0);

const seed = { CLAUDE_CODE_PLUGIN_SEED_DIR: '/mnt/claude-host/plugins' };
const hostLogin = { CLAUDE_SECURESTORAGE_CONFIG_DIR: '/mnt/claude-host/login' };

describe('over random documents', () => {
  it('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(documents, modes, shareOptions, (text, mode, options) => {
        const configured = configuredOf(apply(text, mode, options));
        expect(configured.mode).toBe(mode);
        expect(configured.both).toBe(false);
        expect(configured.anyOfOurs).toBe(mode !== 'none');
        expect(configured.prepares).toBe(needsPrepare(mode, options));
        if (mode === 'share') expect(configured.options).toEqual(options);
        const { login, samePath, home, otel } = options;
        if (mode !== 'none') expect(configured.options).toMatchObject({ login, samePath, home, otel });
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing the second time, in whatever order modes came before', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.tuple(modes, shareOptions), { minLength: 1, maxLength: 4 }),
        (text, steps) => {
          const last = steps.at(-1);
          const after = steps.reduce((source, [mode, options]) => apply(source, mode, options), text);
          if (last) expect(apply(after, ...last)).toBe(after);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves every value but ours and every comment, and takes all of ours out again', () => {
    fc.assert(
      fc.property(documents, modes, shareOptions, (text, mode, options) => {
        const after = apply(text, mode, options);
        const config = configOf(after);
        const {
          features,
          mounts,
          remoteEnv,
          containerEnv,
          initializeCommand,
          workspaceMount,
          workspaceFolder,
          overrideFeatureInstallOrder,
          ...rest
        } = config;
        const { features: f, mounts: m, ...before } = configOf(text);
        expect(rest).toEqual(before);
        expect(overrideFeatureInstallOrder !== undefined).toBe(mode !== 'none' && options.home);
        const variables = {
          ...(mode !== 'none' && options.login === 'host-readonly' && hostLogin),
          ...(mode === 'share' && options.plugins && seed),
        };
        expect(containerEnv ?? {}).toEqual(variables);
        expect(commentsOf(after)).toEqual(commentsOf(text));
        const back = configOf(apply(after, 'none'));
        expect(back.overrideFeatureInstallOrder).toBeUndefined();
        expect(back).toMatchObject(before);
        expect(back.features ?? {}).toEqual(f ?? {});
        expect(back.mounts ?? []).toEqual(m ?? []);
      }),
      { numRuns: 500 },
    );
  });
});
