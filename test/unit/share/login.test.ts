import { expect, it } from 'vitest';
import { choiceChanged } from '../../../core/src/checks/configuration/choiceChanged.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { loginOf } from '../../../core/src/share/login.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { apply, configuredOf } from '../support/document.ts';

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
