import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keepHostLogin } from '../../../cli/src/prepare/hostLogin.ts';
import { accessLogin } from '../../../core/src/prepare/hostLogin.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

const canary = 'CANARY-refresh';
const own = {
  accessToken: 'sk-ant-oat01-x',
  refreshToken: canary,
  expiresAt: 1_796_089_813_380,
  scopes: ['user:inference', 'user:profile'],
  subscriptionType: 'max',
  rateLimitTier: null,
};

describe('what of a login is handed over', () => {
  it('is the access token and what the client takes it for, and nothing that it does not know', () => {
    const mcpOAuth = { 'server|x': { accessToken: canary, refreshToken: canary } };
    const strange = { later: canary, subscriptionType: { in: canary }, scopes: [{ in: canary }] };
    const all = accessLogin(JSON.stringify({ claudeAiOauth: own, mcpOAuth, trustedDeviceToken: canary }));
    const { accessToken, expiresAt, scopes, subscriptionType } = own;
    expect(JSON.parse(all ?? '')).toEqual({
      claudeAiOauth: { accessToken, expiresAt, scopes, subscriptionType },
    });
    expect(accessLogin(JSON.stringify({ claudeAiOauth: { ...own, ...strange } }))).not.toContain('CANARY');
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"claudeAiOauth": "x"}',
    '{"claudeAiOauth": {"refreshToken": "x"}}',
    '{"claudeAiOauth": {"accessToken": {"a": 1}}}',
  ])('is nothing of %j', (text) => expect(accessLogin(text)).toBeUndefined());
});

describe('the folder that containers read', () => {
  let home = '';
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const at = (...parts: string[]) => join(home, ...parts);
  const kept = () => at('.claude-sessions/login/.credentials.json');
  const login = (token: string, folder = '.claude') => {
    mkdirSync(at(folder), { recursive: true });
    const text = JSON.stringify({ claudeAiOauth: { ...own, accessToken: token } });
    writeFileSync(at(folder, '.credentials.json'), text);
  };
  const keep = async (env: NodeJS.ProcessEnv = {}) => {
    const done = { made: [], refreshed: [] };
    await keepHostLogin(home, env, done);
    return done;
  };

  it('follows the host: a login, a renewed one, none', async () => {
    home = newFolder();
    const folder = at('.claude-sessions/login');
    expect((await keep()).made).toEqual([folder, join(folder, 'projects'), join(folder, 'session-env')]);
    expect(existsSync(kept())).toBe(false);
    login('one');
    expect((await keep()).made).toEqual([kept()]);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    expect(statSync(at('.claude-sessions/login')).mode & 0o777).toBe(0o700);
    const before = statSync(kept()).ino;
    expect(await keep()).toEqual({ made: [], refreshed: [] });
    expect(statSync(kept()).ino).toBe(before);
    login('two');
    expect((await keep()).refreshed).toEqual([kept()]);
    // By a rename: whoever has the folder mounted finds the new one.
    expect(statSync(kept()).ino).not.toBe(before);
    expect(readFileSync(kept(), 'utf8')).toContain('"two"');
    expect(readFileSync(kept(), 'utf8')).not.toContain('CANARY');
    rmSync(at('.claude/.credentials.json'));
    await keep();
    expect(existsSync(kept())).toBe(false);
  });

  it('is of the login that Claude Code on the host uses', async () => {
    home = newFolder();
    login('usual');
    login('moved', 'config');
    login('apart', 'store');
    const used = async (env: NodeJS.ProcessEnv) => {
      await keep(env);
      return JSON.parse(readFileSync(kept(), 'utf8')).claudeAiOauth.accessToken;
    };
    const moved = { CLAUDE_CONFIG_DIR: at('config') };
    expect(await used({})).toBe('usual');
    expect(await used(moved)).toBe('moved');
    expect(await used({ ...moved, CLAUDE_SECURESTORAGE_CONFIG_DIR: at('store') })).toBe('apart');
  });

  it('has that the first questions were answered, and nothing else of .claude.json', async () => {
    home = newFolder();
    await keep();
    const answers = at('.claude-sessions/login/.claude.json');
    expect(existsSync(answers)).toBe(false);
    const all = { hasCompletedOnboarding: true, theme: 'dark', oauthAccount: { email: canary } };
    writeFileSync(at('.claude.json'), JSON.stringify(all, null, 2));
    await keep();
    expect(JSON.parse(readFileSync(answers, 'utf8'))).toEqual({
      hasCompletedOnboarding: true,
      theme: 'dark',
    });
  });

  it('is no link, and no file', async () => {
    home = newFolder();
    login('x');
    mkdirSync(at('.claude-sessions'));
    symlinkSync(at('elsewhere'), at('.claude-sessions/login'));
    await expect(keep()).rejects.toThrow('is a link');
    rmSync(at('.claude-sessions/login'));
    writeFileSync(at('.claude-sessions/login'), '');
    await expect(keep()).rejects.toThrow('not a folder');
  });
});
