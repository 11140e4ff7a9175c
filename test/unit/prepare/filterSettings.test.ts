import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSettings } from '../../../core/src/prepare/filterSettings.ts';
import { holdsToken, isTelling } from '../../../core/src/prepare/secrets.ts';
import { generated, secrets, settingsText, strictSettings, word } from './arbitraries.ts';

/** The names of the entries of `env` that stay. */
function envThatStays(env: Record<string, unknown>): string[] {
  const { copy = '' } = filterSettings(JSON.stringify({ env }));
  return Object.keys(JSON.parse(copy).env);
}

describe('filterSettings', () => {
  it('keeps a file without secrets as it is', () => {
    const text = '{\n\t"model" : "opus",  "env": { "EDITOR":"vi" }\r\n}\n';
    expect(filterSettings(text)).toEqual({ copy: text, leftOut: [] });
  });

  it.each([
    ['the first', '{\n  "apiKeyHelper": "x",\n  "b": 1,\n  "c": 2\n}\n', '{\n  "b": 1,\n  "c": 2\n}\n'],
    ['the middle', '{\n  "b": 1,\n  "apiKeyHelper": "x",\n  "c": 2\n}\n', '{\n  "b": 1,\n  "c": 2\n}\n'],
    ['the last', '{\n  "b": 1,\n  "c": 2,\n  "apiKeyHelper": "x"\n}\n', '{\n  "b": 1,\n  "c": 2\n}\n'],
    ['the only', '{ "apiKeyHelper": "x" }\n', '{ }\n'],
  ])('cuts %s member with one comma', (_, text, copy) => {
    expect(filterSettings(text)).toEqual({ copy, leftOut: ['apiKeyHelper'] });
  });

  it('cuts several in a row, and names them in order', () => {
    const text =
      '{"awsAuthRefresh":1,"awsCredentialExport":[1,{}],"a":1,"gcpAuthRefresh":"","otelHeadersHelper":{},"proxyAuthHelper":"x"}';
    expect(filterSettings(text)).toEqual({
      copy: '{"a":1}\n',
      leftOut: [
        'awsAuthRefresh',
        'awsCredentialExport',
        'gcpAuthRefresh',
        'otelHeadersHelper',
        'proxyAuthHelper',
      ],
    });
  });

  it.each([
    ['an escaped name', '{"api\\u004beyHelper":"x","a":1}', '{"a":1}\n', ['api\\u004beyHelper']],
    [
      'a name twice',
      '{"env":{"A_KEY":"1"},"env":{"A_KEY":"2","B":"3"}}',
      '{"env":{},"env":{"B":"3"}}\n',
      ['env.A_KEY', 'env.A_KEY'],
    ],
    ['an escaped env', '{"\\u0065nv":{"FOO_\\u006bEY":"x"}}', '{"\\u0065nv":{}}\n', ['env.FOO_\\u006bEY']],
    ['an escaped value', '{"env":{"FOO":"\\u0067hp_abc","B":"1"}}', '{"env":{"B":"1"}}\n', ['env.FOO']],
    ['an escaped slash', '{"env":{"FOO":"https:\\/\\/me:pw@host\\/"}}', '{"env":{}}\n', ['env.FOO']],
    ['an env that is no object', '{"env":["A_KEY=1"],"a":1,"env":"A_KEY=1"}', '{"a":1}\n', ['env', 'env']],
    [
      'an entry that is no scalar',
      '{"env":{"A":{"B":1},"C":["x"],"D":"1"}}',
      '{"env":{"D":"1"}}\n',
      ['env.A', 'env.C'],
    ],
    ['a name that is a token', `{"env":{"${secrets[0]}":"1"}}`, '{"env":{}}\n', ['env.(name withheld)']],
  ])('catches %s', (_, text, copy, leftOut) => {
    expect(filterSettings(text)).toEqual({ copy, leftOut });
  });

  it.each([
    ['ANTHROPIC_API_KEY', 'x'],
    ['github_token', ''],
    ['EDITOR', 'sk-1'],
    ['HTTPS_PROXY', 'https://me:pw@host/x'],
    ['EDITOR', 'a\n-----BEGIN RSA PRIVATE KEY-----'],
    ['EDITOR', '8c1f0e6d2b4a5937'],
    ['EDITOR', 'prefix AbCdEf0123456789_+=-'],
    ['ANTHROPIC_CUSTOM_HEADERS', 'X-A: b'],
    ['OLDPWD', '/x'],
    ['MY_SESSION_ID', '1'],
    ['NPM_AUTH', 'x'],
    ['MAX_TOKENS', 'abc1234'],
    ['MAX_TOKENS', '12345678'],
    ['TOKENS_MAX', '1'],
    ['ANTHROPIC_MODEL', 'sk-ant-api03'],
    ['ANTHROPIC_MODEL_KEY', 'x'],
    ['DB_PASS', 'hunter2'],
    ['PGPASS', 'hunter2'],
    ['SMTP_PASS', '1234'],
    ['PASSPHRASE', 'true'],
    ['DATABASE_CONNECTION_STRING', 'x'],
    ['SENTRY_DSN', 'x'],
    ['CONN', 'Server=db;Pwd=hunter2'],
    ['ANTHROPIC_BASE_URL', 'postgres://u:pa/ss@host'],
    ['ANTHROPIC_BASE_URL', 'u:pw@host'],
    ['CLAUDE_CODE_X', 'a bearer x'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'api.key=x'],
    ['FOO', 'bar'],
    ['editor', 'vi'],
    ['MY_EDITOR', 'vi'],
    ['EDITORS', 'vi'],
    ['PORT', '12345678'],
    ['NOTHING', null],
  ])('leaves out %s=%s', (name, value) => expect(envThatStays({ [name]: value })).toEqual([]));

  it.each([
    ['MAX_THINKING_TOKENS', '31999'],
    ['CLAUDE_CODE_MAX_OUTPUT_TOKENS', 64000],
    ['X_TOKENS', 'true'],
    ['ANTHROPIC_MODEL', 'claude-opus-4-1-20250805'],
    [
      'ANTHROPIC_DEFAULT_HAIKU_MODEL',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456ghi7',
    ],
    ['ANTHROPIC_BASE_URL', 'https://gateway.example.com/team'],
    ['CLAUDE_CODE_SUBAGENT_MODEL', 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
    ['CLAUDE_CODE_USE_BEDROCK', '1'],
    ['EDITOR', 'code --wait'],
    ['LC_ALL', 'de_DE.UTF-8'],
    ['no_proxy', 'localhost,.example.com'],
    ['FOO', 'yes'],
    ['FOO', 'Off'],
    ['FOO', '-1.5'],
    ['FOO', 1234567],
    ['EDITOR', 'naïve 😀'],
    ['DISABLE_X', '12345678901234567890'],
  ])('keeps %s=%s', (name, value) => expect(envThatStays({ [name]: value })).toEqual([name]));

  it.each([
    'Bash(npm run test:*)',
    'Bash(git commit:*)',
    'Bash(ssh-keygen:*)',
    'Bash(gh auth:*)',
    'Bash(git log --author=me:*)',
    'Bash(git push -u origin:*)',
    'WebFetch(domain:example.com)',
    'mcp__server__tool',
    'mcp__server1__a_long_name_of_a_tool',
    'Read(~/.ssh/**)',
    'Read(//etc/passwd)',
    'Edit(src/**/*.ts)',
    'Bash(ls)',
  ])('keeps the permission %s', (rule) => {
    expect(filterSettings(JSON.stringify({ permissions: { allow: [rule], deny: [rule] } })).leftOut).toEqual(
      [],
    );
  });

  it.each([
    'Bash(PGPASSWORD=hunter2 psql:*)',
    "Bash(curl -H 'Authorization: Bearer abcdef0123456789abcdef0123456789' x)",
    'Bash(curl -u me:s3cret:*)',
    'Bash(x 8c1f0e6d2b4a59378c1f0e6d2b4a5937:*)',
  ])('cuts the permission %s', (rule) => {
    expect(filterSettings(JSON.stringify({ permissions: { ask: ['Bash(ls)', rule] } })).leftOut).toEqual([
      'permissions.ask[1]',
    ]);
  });

  it.each([
    'Bash(rm -rf /data/customer-exports-2024-archive/**)',
    'Read(./config/private:foo)',
    'Bash(npm login --auth-type=legacy:*)',
    'Bash(git -c user.password=*)',
    'Bash(docker run --user root:root *)',
  ])('keeps what is denied denied: %s', (rule) => {
    const text = JSON.stringify({ permissions: { deny: [rule] } });
    expect(filterSettings(text)).toEqual({ copy: `${text}\n`, leftOut: [] });
  });

  it('cuts a token from a rule that denies', () => {
    const text = JSON.stringify({ permissions: { deny: ['Bash(x sk-ant-0123456789abcdefghij)', 'a'] } });
    expect(filterSettings(text)).toEqual({
      copy: '{"permissions":{"deny":["a"]}}\n',
      leftOut: ['permissions.deny[0]'],
    });
  });

  it.each([
    'SESSION_ID=$(jq -r .session_id); echo $SESSION_ID',
    'TOKEN="$GITHUB_TOKEN" gh pr list',
    'KEY=`cat key` run',
    'bash ~/.claude/hooks/pre-commit-check-v2.sh',
    'bash ~/.claude/statusline-command-v2.sh',
  ])('keeps a hook that holds no secret: %s', (command) => {
    const text = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });
    expect(filterSettings(text)).toEqual({ copy: `${text}\n`, leftOut: [] });
  });

  it.each(['TOKEN="hunter2" x', "TOKEN='hunter2' x", 'TOKEN=\\"hunter2\\" x', 'api_key: hunter2'])(
    'cuts a hook with a secret in it: %s',
    (command) =>
      expect(filterSettings(JSON.stringify({ hooks: { Stop: [command] } })).leftOut).toEqual(['hooks']),
  );

  it('keeps what people have there', () => {
    const settings = {
      $schema: 'https://json.schemastore.org/claude-code-settings.json',
      model: 'claude-opus-4-5-20251101',
      availableModels: ['us.anthropic.claude-sonnet-4-20250514-v1:0', 'opus[1m]', 'claude-opus-4@20250514'],
      modelOverrides: {
        opus: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6g7h8',
      },
      fallback: 'eu.anthropic.claude-sonnet-4-20250514-v1:0',
      includeCoAuthoredBy: true,
      attribution: {
        commit:
          'Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
        pr: 'By me, me@example.com',
      },
      cleanupPeriodDays: 99999,
      permissions: {
        defaultMode: 'acceptEdits',
        disableBypassPermissionsMode: 'disable',
        additionalDirectories: ['../docs'],
      },
      skipDangerousModePermissionPrompt: true,
      hooks: {
        SessionStart: [{ hooks: [{ type: 'command', command: 'git status --short', timeout: 10 }] }],
        SessionEnd: [{ hooks: [{ type: 'command', command: '~/.claude/hooks/bye.sh' }] }],
        PreToolUse: [
          {
            matcher: 'Bash|mcp__server1__.*',
            hooks: [{ type: 'command', command: 'jq -r .tool_input.command >>log' }],
          },
        ],
        PostToolUse: [
          {
            matcher: 'Edit',
            hooks: [{ type: 'command', command: 'npx prettier --write "$CLAUDE_FILE_PATHS"' }],
          },
        ],
      },
      statusLine: { type: 'command', command: 'npx -y ccstatusline@latest', padding: 0 },
      enabledPlugins: { 'name@marketplace': true, 'auth-helper@marketplace': false },
      extraKnownMarketplaces: { ours: { source: { source: 'github', repo: 'me/plugins' } } },
      theme: 'dark-daltonized',
      outputStyle: 'Explanatory',
      spinnerTipsEnabled: false,
      alwaysThinkingEnabled: true,
      showTokens: true,
      maxTokens: '64000',
      sessionLimit: 1234567,
    };
    const text = `${JSON.stringify(settings, null, 2)}\n`;
    expect(filterSettings(text)).toEqual({ copy: text, leftOut: [] });
  });

  it.each<[string, object]>([
    ['a command', { hooks: { Stop: [{ hooks: [{ command: 'API_TOKEN=0123456789abcdef curl' }] }] } }],
    ['a bearer', { http: { headers: { Authorization: 'Bearer correct-horse-battery' } } }],
    ['basic', { http: { headers: { x: 'Basic dXNlcjpwYXNz' } } }],
    ['a password', { a: { password: 'hunter2' } }],
    ['an object', { a: [{ secret: { value: generated } }] }],
    ['an array', { a: { myTokens: ['x'] } }],
    ['an empty one', { a: { myTokens: [] } }],
    ['an option', { pluginConfigs: { p: { options: { apiKey: 'short-key-1' } } } }],
    ['a server', { mcpServers: { s: { env: { API_KEY: 'x' } } } }],
    ['curl -u', { statusLine: { command: 'curl -u me:s3cret' } }],
    ['a name', { a: { 'PGPASSWORD=hunter2': true } }],
    ['a long number', { a: { pwd: 12345678 } }],
    ['a generated value', { a: ['x', { b: generated }] }],
    ['a generated value after a model', { a: { model: 'opus', b: generated } }],
    ['a member', { password: 'hunter2' }],
    ['an escaped blank', { a: 'Bearer\tx' }],
  ])('cuts the member with %s', (_, settings) => {
    const { copy, leftOut } = filterSettings(JSON.stringify({ ...settings, z: 1 }));
    expect(copy).toBe('{"z":1}\n');
    expect(leftOut).toEqual(Object.keys(settings));
  });

  it.each([
    ['{"defaultMode":"bypassPermissions"}', '{}'],
    ['{"defaultMode":"bypassPermissions","deny":["a"]}', '{"deny":["a"]}'],
    ['{"allow":[],"defaultMode":"bypassPermissions","deny":["a"]}', '{"allow":[],"deny":["a"]}'],
    ['{"deny":["a"],"defaultMode":"bypassPermissions"}', '{"deny":["a"]}'],
    ['{"\\u0064efaultMode":"bypass\\u0050ermissions","x":{}}', '{"x":{}}'],
  ])('cuts the mode with which Claude Code does not start as root: %s', (permissions, kept) => {
    const { copy, leftOut } = filterSettings(`{"a":1,"permissions":${permissions},"z":1}`);
    expect(copy).toBe(`{"a":1,"permissions":${kept},"z":1}\n`);
    expect(leftOut).toEqual([expect.stringMatching(/^permissions\.(default|\\u0064efault)Mode$/)]);
  });

  it.each([
    '{"permissions":{"defaultMode":"acceptEdits","x":{"defaultMode":"bypassPermissions"}}}\n',
    '{"permissions":["bypassPermissions"],"defaultMode":"bypassPermissions"}\n',
    '{"permissions":{"disableBypassPermissionsMode":"bypassPermissions"}}\n',
  ])('and no other: %j', (text) => expect(filterSettings(text)).toEqual({ copy: text, leftOut: [] }));

  it('cuts a member of permissions that is a secret by itself: what is denied stays so', () => {
    expect(filterSettings(`{"permissions":{"password":"hunter2","deny":["a"]}}`)).toEqual({
      copy: '{"permissions":{"deny":["a"]}}\n',
      leftOut: ['permissions.password'],
    });
  });

  it('cuts a rule of permissions by itself, and says which', () => {
    const text = `{"permissions":{"allow":["Bash(ls)","Bash(curl -H 'x: ${secrets[1]}')"],"deny":["a"]}}`;
    expect(filterSettings(text)).toEqual({
      copy: '{"permissions":{"allow":["Bash(ls)"],"deny":["a"]}}\n',
      leftOut: ['permissions.allow[1]'],
    });
  });

  it.each(secrets)('cuts the whole top-level member for a secret anywhere else: %j', (secret) => {
    const hooks = { PreToolUse: [{ hooks: [{ type: 'command', command: `send --to='${secret}' now` }] }] };
    const text = JSON.stringify({ model: 'opus', hooks, statusLine: { type: 'command', command: secret } });
    const { copy, leftOut } = filterSettings(text);
    expect(JSON.parse(copy ?? '')).toEqual({ model: 'opus' });
    expect(leftOut).toEqual(['hooks', 'statusLine']);
  });

  it.each([
    ['a comment', '{\n  // no\n  "a": 1\n}', 2],
    ['a trailing comma', '{"a":1,\n}', 2],
    ['an array', '[1]', 1],
    ['a scalar', '"sk-x"', 1],
    ['an open end', '{"a":\n1\n', 2],
    ['two values', '{}\n{}', 2],
    ['a raw tab in a string', '{"a":"\t"}', 1],
    ['a bad escape', '{"a":"\\x"}', 1],
    ['a bad number', '{"a":01}', 1],
  ])('copies nothing of text that is not strict JSON: %s', (_, text, line) => {
    expect(filterSettings(text)).toEqual({
      leftOut: [`settings.json: not copied, it is not strict JSON (line ${line})`],
    });
  });

  it('takes an empty file for none, and a byte order mark for nothing', () => {
    expect(filterSettings(' \n')).toEqual({ leftOut: [] });
    expect(filterSettings('\uFEFF{}')).toEqual({ copy: '\uFEFF{}\n', leftOut: [] });
    expect(filterSettings('\u00ef\u00bb\u00bf{}')).toEqual({ copy: '\u00ef\u00bb\u00bf{}\n', leftOut: [] });
  });

  it('does not mind depth', () => {
    const text = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n`;
    expect(filterSettings(text).copy).toBe(text);
  });

  it('copies what JSON.parse takes for an object, and nothing else', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        expect(filterSettings(text).copy !== undefined).toBe(isObject(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('gives valid JSON, the original less some members, with no secret left', () => {
    fc.assert(
      fc.property(strictSettings, (text) => {
        const { copy = '', leftOut } = filterSettings(text);
        expect(isSubsequence(copy, `${text}\n`)).toBe(true);
        const { kept, denied } = withoutDenied(JSON.parse(copy));
        expect(strings(denied).filter(holdsToken)).toEqual([]);
        const all = strings(kept);
        expect(all.filter(isTelling)).toEqual([]);
        expect(all.filter((part) => part.includes(word))).toEqual([]);
        expect(valuesOutsideModels(kept)).not.toContain(generated);
        for (const secret of secrets) {
          expect(all.some((part) => part.includes(secret))).toBe(false);
          expect(leftOut.join('\n')).not.toContain(secret);
        }
        // What is left has nothing more to be cut: except for its names, which are the reader's.
        expect(filterSettings(copy)).toEqual({ copy, leftOut: [] });
      }),
      { numRuns: 1500 },
    );
  });
});

/** The value without the rules that deny something, and these: only a token is cut from them. */
function withoutDenied(value: { permissions?: unknown }): { kept: unknown; denied: unknown } {
  const { permissions } = value;
  if (typeof permissions !== 'object' || permissions === null || !('deny' in permissions)) {
    return { kept: value, denied: [] };
  }
  const { deny, ...others } = permissions;
  return Array.isArray(deny)
    ? { kept: { ...value, permissions: others }, denied: deny }
    : { kept: value, denied: [] };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of whole) if (part.startsWith(unit, at)) at += unit.length;
  return at >= part.length;
}

/** The names of models may look generated. */
function valuesOutsideModels(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.entries(value)
    .filter(([name]) => !/model/i.test(name))
    .flatMap(([, inner]) => valuesOutsideModels(inner));
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...strings(inner)]);
}
