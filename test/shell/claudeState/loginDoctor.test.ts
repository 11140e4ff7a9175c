import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Finding, filesBelow, isRoot, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const secret = 'CANARY-sk-ant-oat01-of-nobody';
const file = JSON.stringify({ claudeAiOauth: { accessToken: secret, refreshToken: secret } });

describe.runIf(isRoot).each(shells)('what doctor says of the login, under $name', (shell) => {
  const volume = () => join(lab.root, 'home/.claude-login');
  const store = () => join(volume(), 'store');
  const said = () => {
    const { stdout, stderr } = lab.run(['doctor', '--json']);
    expect(stdout + stderr).not.toContain('CANARY');
    const { login, findings } = JSON.parse(stdout);
    const ours = findings.filter(({ code }: Finding) => code.startsWith('login-'));
    return { login, ours, evidence: ours[0]?.evidence };
  };
  /** The codes about the login, and who is logged in. */
  const shown = () => {
    const { login, ours } = said();
    return [`${login.kind} ${login.loggedIn}`, ...ours.map(({ code }: Finding) => code)];
  };

  /** A container with the Feature, and a client that keeps a record of how it is called. */
  function container(shellUnder: StateShell, { version = '2.1.329', answer = '' } = {}): void {
    lab = new StateLab(shellUnder, 'nobody');
    for (const folder of ['bin', 'asked', 'home']) mkdirSync(join(lab.root, folder));
    mkdirSync(store(), { recursive: true });
    for (const folder of [volume(), store()]) {
      chownSync(folder, USER, USER);
      chmodSync(folder, 0o700);
    }
    chmodSync(join(lab.root, 'asked'), 0o777);
    symlinkSync(volume(), join(lab.root, 'login'));
    const asked = `"$*|$CLAUDE_SECURESTORAGE_CONFIG_DIR|$([ "$CLAUDE_CONFIG_DIR" = "${lab.config}" ] || echo aside)"`;
    writeFileSync(
      join(lab.root, 'bin/claude'),
      `#!/bin/sh\necho ${asked} >>"${lab.root}/asked/calls"\n` +
        `case $1 in --version) echo "${version} (Claude Code)" ;; *) : >"$CLAUDE_CONFIG_DIR/.claude.json"; ${answer || 'echo "{ \\"loggedIn\\": true, \\"email\\": \\"CANARY\\" }"'} ;; esac\n`,
    );
    chmodSync(join(lab.root, 'bin/claude'), 0o755);
    lab.environment = {
      PATH: `${lab.root}/bin:${shellUnder.path}`,
      CLAUDE_STATE_LOGIN: join(lab.root, 'login'),
      CLAUDE_STATE_MOUNTINFO: join(lab.root, 'mountinfo'),
      CLAUDE_SECURESTORAGE_CONFIG_DIR: join(lab.root, 'login/store'),
    };
    mounts();
  }
  const mounts = (...more: string[]) => {
    const lines = [volume(), lab.config, ...more].map((at) => `30 22 8:1 /x ${at} rw - ext4 /dev/sda1 rw\n`);
    writeFileSync(join(lab.root, 'mountinfo'), lines.join(''));
  };
  const put = (path: string, text = file) => {
    writeFileSync(path, text);
    chownSync(path, USER, USER);
    chmodSync(path, 0o600);
  };
  const calls = () => {
    const path = join(lab.root, 'asked/calls');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };

  test('a shared login, by the client’s own word, that changes nothing', () => {
    container(shell);
    expect(shown()).toEqual(['shared false']);
    put(join(store(), '.credentials.json'));
    const before = [filesBelow(lab.config), filesBelow(volume())];
    expect(shown()).toEqual(['shared true']);
    expect([filesBelow(lab.config), filesBelow(volume())]).toEqual(before);
    expect(calls().at(-1)).toBe(`auth status|${store()}|aside`);
    expect(lab.run(['doctor']).stdout).toContain('Login: shared, logged in.');
  });

  test.each([
    [-60_000, 'has expired'],
    [300_000, 'expires within minutes'],
  ])(
    'a client is not asked about a token that %s ms from now %s: it would renew it, and be ended meanwhile',
    (ms) => {
      container(shell, { answer: 'echo "{ \\"loggedIn\\": false }"' });
      const claudeAiOauth = { accessToken: secret, refreshToken: secret, expiresAt: Date.now() + ms };
      put(join(store(), '.credentials.json'), JSON.stringify({ claudeAiOauth }));
      expect(shown()).toEqual(['shared true']);
      expect(calls().filter((call) => call.startsWith('auth'))).toEqual([]);
      const later = { ...claudeAiOauth, expiresAt: Date.now() + 7_200_000 };
      put(join(store(), '.credentials.json'), JSON.stringify({ claudeAiOauth: later }));
      expect(shown()).toEqual(['shared false']);
    },
  );

  test.each([
    ['that is logged out', 'echo "{ \\"loggedIn\\": false }"', 'shared false'],
    ['that does not answer, nor what it started', '(sleep 90) & sleep 90', 'shared true'],
    ['that prints without end', 'exec head -c 99999999 /dev/zero', 'shared true'],
  ])(
    'a client %s',
    (_, answer, expected) => {
      container(shell, { answer });
      put(join(store(), '.credentials.json'));
      expect(shown()).toEqual([expected]);
    },
    60_000,
  );

  test('a client that is too old is not asked what it would take for a prompt', () => {
    container(shell, { version: '2.1.177' });
    put(join(store(), '.credentials.json'));
    expect(shown()).toEqual(['none false', 'login-client-old']);
    put(join(lab.config, '.credentials.json'));
    expect(shown()).toEqual(['own true', 'login-client-old']);
    expect(calls().filter((call) => !call.startsWith('--version'))).toEqual([]);
  });

  test.each(['2.1.178', '2.10.1', '3.0.1', '2.1', '99999999999999999999.1.1'])(
    'a client of version %s is not called old',
    (version) => {
      container(shell, { version });
      expect(shown()).toEqual(['shared false']);
    },
  );

  test('a store of another user, or of none', () => {
    container(shell);
    chownSync(store(), 4321, 4321);
    expect(shown()).toEqual(['none false', 'login-not-owned']);
    chownSync(volume(), 4321, 4321);
    expect(shown()).toEqual(['none false', 'login-not-owned']);
    expect(said().evidence).toContain(`uid 4321, here uid ${USER}`);
    mounts();
    writeFileSync(join(lab.root, 'mountinfo'), '');
    chownSync(volume(), USER, USER);
    chownSync(store(), USER, USER);
    expect(shown()).toEqual(['shared false', 'login-not-mounted']);
  });

  test('a store that cannot be written', () => {
    container(shell);
    chmodSync(store(), 0o500);
    expect(shown()).toEqual(['none false', 'login-not-writable']);
  });

  test('a variable that is not in effect', () => {
    container(shell);
    put(join(lab.config, '.credentials.json'));
    lab.environment.CLAUDE_SECURESTORAGE_CONFIG_DIR = '/nowhere/store';
    expect(shown()).toEqual(['own true', 'login-not-in-effect']);
    lab.environment.CLAUDE_SECURESTORAGE_CONFIG_DIR = '';
    expect(shown()).toEqual(['own true', 'login-not-in-effect']);
    lab.environment.CLAUDE_SECURESTORAGE_CONFIG_DIR = store();
    expect(shown()).toEqual(['shared false']);
  });

  test('what is used before it: names, and no values', () => {
    container(shell);
    lab.environment.CLAUDE_CODE_OAUTH_TOKEN = secret;
    expect(shown()).toEqual(['token true', 'login-token-beside']);
    delete lab.environment.CLAUDE_CODE_OAUTH_TOKEN;
    lab.environment.ANTHROPIC_API_KEY = secret;
    expect(shown()).toEqual(['key true', 'login-outranked']);
    expect(said().evidence).toBe('ANTHROPIC_API_KEY');
    delete lab.environment.ANTHROPIC_API_KEY;
    lab.environment.CLAUDE_STATE_REMOTE_ENV = 'CLAUDE_CODE_OAUTH_TOKEN ANTHROPIC_AUTH_TOKEN';
    expect(shown()).toEqual(['key true', 'login-outranked', 'login-token-beside']);
    delete lab.environment.CLAUDE_STATE_REMOTE_ENV;
    put(
      join(lab.config, 'settings.json'),
      JSON.stringify({ apiKeyHelper: '', env: { A: 'ANTHROPIC_API_KEY' } }),
    );
    expect(shown()).toEqual(['shared false']);
    put(join(lab.config, 'settings.json'), JSON.stringify({ apiKeyHelper: `/bin/${secret}` }, null, 2));
    expect(shown()).toEqual(['key true', 'login-outranked']);
    expect(lab.run(['doctor']).stdout).not.toContain('CANARY');
    expect(said().evidence).toBe(`apiKeyHelper in ${lab.config}/settings.json`);
  });

  test('a cloud provider is used before it only where its variable says yes, as Claude Code reads it', () => {
    container(shell);
    for (const value of ['0', 'false', '', 'no', 'off', '2', 'x']) {
      lab.environment.CLAUDE_CODE_USE_BEDROCK = value;
      expect(shown(), value).toEqual(['shared false']);
    }
    delete lab.environment.CLAUDE_CODE_USE_BEDROCK;
    lab.environment.CLAUDE_CODE_USE_ANTHROPIC_AWS = ' True';
    expect(shown()).toEqual(['key true', 'login-outranked']);
    delete lab.environment.CLAUDE_CODE_USE_ANTHROPIC_AWS;
    const settings = (value: unknown) => {
      const text = JSON.stringify({ env: { CLAUDE_CODE_USE_VERTEX: value, B: '1' } }, null, 2);
      put(join(lab.config, 'settings.json'), text);
      return shown();
    };
    for (const value of ['0', 'false', '', false, 0, 12])
      expect(settings(value), String(value)).toEqual(['shared false']);
    for (const value of ['1', 'on', true, 1])
      expect(settings(value), String(value)).toEqual(['key true', 'login-outranked']);
  });

  test('a login file that is mounted beside it', () => {
    container(shell);
    mounts(join(lab.config, '.credentials.json'), join(store(), '.credentials.json.bak'));
    expect(shown()).toEqual(['shared false', 'login-file-mounted']);
    mounts(join(store(), '.credentials.json'));
    expect(said().evidence).toBe(join(store(), '.credentials.json'));
  });

  test('without the Feature nothing is wrong, whatever it is', () => {
    container(shell);
    lab.environment.CLAUDE_STATE_LOGIN = join(lab.root, 'no-login');
    expect(shown()).toEqual(['none false']);
    put(join(lab.config, '.credentials.json'));
    expect(shown()).toEqual(['own true']);
    lab.environment.ANTHROPIC_API_KEY = secret;
    expect(shown()).toEqual(['key true']);
    expect(calls()).toEqual([]);
  });

  test('a program of the user is not run as root', () => {
    container(shell);
    put(join(store(), '.credentials.json'));
    writeFileSync(join(lab.share, 'remote-user'), 'nobody-there\n');
    lab.run(['doctor']);
    expect(calls()).toEqual([]);
  });
});
