import { describe, expect, it } from 'vitest';
import { choiceChanged } from '../../../core/src/checks/configuration/choiceChanged.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { composeOverride } from '../../../core/src/prepare/composeOverride.ts';
import { loginOf } from '../../../core/src/share/login.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { apply, configOf, configuredOf } from '../support/document.ts';

const token = { remoteEnv: { CLAUDE_CODE_OAUTH_TOKEN: '${localEnv:CLAUDE_CODE_OAUTH_TOKEN}' } };
const byHand = { remoteEnv: { CLAUDE_CODE_OAUTH_TOKEN: '${localEnv:MINE}' } };
const feature = [{ id: 'claude-login' }] as const;

it.each([
  ['own', {}, []],
  ['own', {}, [{ id: 'claude-persist' }]],
  ['own', 'no object', []],
  ['shared', {}, feature],
  ['token', token, []],
  ['token', byHand, []],
  // Claude Code takes a token first.
  ['token', token, feature],
  ['shared', byHand, feature],
] as const)('%s: %j with %j', (login, config, features) => {
  expect(loginOf(config, features)).toBe(login);
});

it('is read from the Feature, with a mode or without one', () => {
  const alone = '{"features": {"ghcr.io/claude-sessions/features/claude-login:1": {}}}';
  expect(configuredOf(alone)).toMatchObject({ mode: 'none', options: { login: 'shared' }, anyOfOurs: true });
  expect(configuredOf('{"features": {"ghcr.io/x/claude-login:1": {}}}').options.login).toBe('own');
});

it('the advice to go back to a login of its own names it, since a shared one stays otherwise', () => {
  const advised = (written: 'own' | 'shared', chosen: 'own' | 'shared') => {
    const configured = configuredOf(apply('{}', 'isolate', { login: written }));
    const host = { chosen: { mode: 'isolate', options: { ...defaultShareOptions, login: chosen } } };
    const [finding] = choiceChanged.find({ configuration: { configured }, host } as never);
    return finding && adviceText(finding.fix);
  };
  expect(advised('own', 'own')).toBeUndefined();
  expect(advised('shared', 'own')).toMatch(/isolate --login own`? to go back.*isolate --login shared/);
  expect(advised('own', 'shared')).toMatch(/isolate --login shared`? to go back.*isolate --login own/);
});

describe('the login that the host keeps', () => {
  const mount =
    'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude-sessions/login,target=/mnt/claude-host/login,readonly';
  const variable = { CLAUDE_SECURESTORAGE_CONFIG_DIR: '/mnt/claude-host/login' };
  const login = 'host-readonly' as const;

  it.each(['share', 'isolate'] as const)('is mounted read-only and named to the client: %s', (mode) => {
    const text = apply('{}', mode, { login });
    const { mounts, containerEnv, initializeCommand } = configOf(text);
    expect(mounts).toContain(mount);
    expect(containerEnv).toEqual(variable);
    const words = mode === 'share' ? '${devcontainerId} login ||' : '${devcontainerId} login only ||';
    expect(initializeCommand?.['claude-sessions']).toContain(words);
    expect(configuredOf(text)).toMatchObject({ mode, options: { login }, prepares: true });
  });

  it('goes with another login, and with it what prepares an isolated one', () => {
    const text = apply('{}', 'isolate', { login });
    expect(configOf(apply(text, 'isolate'))).toEqual(configOf(apply('{}', 'isolate')));
    expect(configOf(apply(text, 'none'))).toEqual({});
    const shared = configOf(apply(text, 'share', { login: 'shared' }));
    expect([shared.mounts, shared.containerEnv]).toEqual([undefined, undefined]);
  });

  it('leaves another place that somebody named alone, unless it is asked for', () => {
    const other = '{"containerEnv": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": "/mine", "A": "b"}}';
    expect(configOf(apply(other, 'share')).containerEnv).toMatchObject({ A: 'b' });
    expect(configOf(apply(other, 'share', { login })).containerEnv).toEqual({ ...variable, A: 'b' });
  });

  it('is not one with a token of ours beside it, but is with one by hand', () => {
    const of = (more: object) => loginOf({ ...more }, [], true);
    expect([of({}), of(byHand), of(token)]).toEqual([login, login, 'token']);
  });

  it('under Docker Compose stands in the Compose file that prepare writes, for what is shared', () => {
    const text = apply('{"dockerComposeFile": "c.yml", "service": "app"}', 'share', { login });
    expect(configOf(text).mounts).toBeUndefined();
    const { options, compose } = configuredOf(text);
    expect([options.login, compose?.options.login]).toEqual([login, login]);
    const sources = {
      devcontainerId: 'x',
      claudeFolder: '/h/.claude',
      preparedFolder: '/h/.claude-sessions/x',
    };
    const written = compose && composeOverride(compose, sources);
    expect(written).toContain('      CLAUDE_SECURESTORAGE_CONFIG_DIR: /mnt/claude-host/login\n');
    expect(written).toContain(
      [
        "        source: '/h/.claude-sessions/login'",
        '        target: /mnt/claude-host/login',
        '        read_only: true',
        '        bind:',
        '          create_host_path: false',
      ].join('\n'),
    );
  });
});
