import { describe, expect, it } from 'vitest';
import { answerLists, projectAnswers } from '../../../core/src/prepare/projectAnswers.ts';
import catalogue from '../../../schemas/claude-paths.json';

const folders = { workspace: '/home/me/app', root: '/home/me/app' };
const trust = { hasTrustDialogAccepted: true };
const server = { type: 'stdio', command: 'npx', args: ['-y', 'some-server'], env: {} };

function answers(projects: object, at = folders, more: object = {}) {
  const { text, leftOut } = projectAnswers(JSON.stringify({ ...more, projects }), at);
  return { members: text === undefined ? undefined : JSON.parse(text), leftOut };
}
const of = (entry: object) => answers({ [folders.root]: { ...trust, ...entry } });

describe('what is passed on of a project', () => {
  it('is nothing where the host does not trust it', () => {
    const rules = { allowedTools: ['Bash(ls:*)'] };
    for (const entry of [
      rules,
      { ...rules, hasTrustDialogAccepted: false },
      { ...rules, hasTrustDialogAccepted: 'true' },
    ])
      expect(answers({ [folders.root]: entry })).toEqual({ members: undefined, leftOut: [] });
    // A folder above that is no repository's: the newest Claude Code asks as well.
    expect(answers({ '/home/me': trust, '/home/me/app2': trust }).members).toBeUndefined();
  });

  it.each(['', '{', '[]', 'null', '{"projects":[]}', '{"projects":{"/home/me/app":1}}'])(
    'is nothing of %j',
    (text) => {
      expect(projectAnswers(text, folders)).toEqual({ leftOut: [] });
    },
  );

  it('is what the catalogue names, and trust first', () => {
    const entry = {
      lastCost: 1,
      mcpServers: { one: server, two: { type: 'http', url: 'https://mcp.example.com/sse', headers: {} } },
      disabledMcpjsonServers: ['b'],
      enabledMcpjsonServers: ['a'],
      allowedTools: ['Bash(git commit:*)', 'Read'],
      hasTrustDialogAccepted: true,
      history: [{ display: 'x' }],
      exampleFiles: ['x'],
    };
    const { text, leftOut } = projectAnswers(
      JSON.stringify({ projects: { [folders.root]: entry } }),
      folders,
    );
    const { mcpServers, disabledMcpjsonServers, enabledMcpjsonServers, allowedTools } = entry;
    const expected = { ...trust, allowedTools, enabledMcpjsonServers, disabledMcpjsonServers, mcpServers };
    expect(text).toBe(`${JSON.stringify(expected)}\n`);
    expect(leftOut).toEqual([]);
    const named = catalogue.answers.filter(({ of: whose }) => whose === 'project').map(({ name }) => name);
    expect(named).toEqual(Object.keys(expected));
    expect(named).toEqual(['hasTrustDialogAccepted', ...answerLists, 'mcpServers']);
  });

  it('is found by the top of the repository, and trust by a folder between as well', () => {
    const sub = { workspace: '/home/me/mono/packages/web', root: '/home/me/mono' };
    const rules = { allowedTools: ['Read'] };
    expect(answers({ '/home/me/mono': { ...trust, ...rules } }, sub).members).toEqual({ ...trust, ...rules });
    expect(answers({ '/home/me/mono/packages': trust, '/home/me/mono': rules }, sub).members).toEqual({
      ...trust,
      ...rules,
    });
    expect(answers({ [sub.workspace]: trust }, sub).members).toEqual(trust);
    const worktree = { workspace: '/home/me/mono-fix', root: '/home/me/mono' };
    expect(answers({ '/home/me/mono': trust }, worktree).members).toEqual(trust);
    const windows = { workspace: 'C:\\code\\app', root: 'C:\\code\\app' };
    expect(answers({ 'C:/code/app': trust }, windows).members).toEqual(trust);
  });

  it('is ASCII, whatever is in it', () => {
    const { text = '' } = projectAnswers(
      JSON.stringify({ projects: { '/häuser/😀': { ...trust, allowedTools: ['Read(ü\u2028😀\u007f)'] } } }),
      { workspace: '/häuser/😀', root: '/häuser/😀' },
    );
    expect(text).toMatch(/^[\x20-\x7e]*\n$/);
    expect(JSON.parse(text)).toMatchObject({ allowedTools: ['Read(ü\u2028😀\u007f)'] });
  });

  it('is trust alone when the rest is huge', () => {
    const { members, leftOut } = of({ allowedTools: Array.from({ length: 1000 }, () => 'x-'.repeat(60)) });
    expect(members).toEqual(trust);
    expect(leftOut).toEqual(['.claude.json: allowedTools']);
  });
});

describe('secrets in it', () => {
  const c = 'canary-5d1e7f';

  it('rules and names are filtered as those of settings.json', () => {
    expect(
      of({
        allowedTools: ['Read', `Bash(PGPASSWORD=${c} psql:*)`, { [c]: c }, `Bash(curl -u me:${c} x)`],
        enabledMcpjsonServers: ['a', `sk-${c}`],
      }),
    ).toEqual({
      members: { ...trust, allowedTools: ['Read'], enabledMcpjsonServers: ['a'] },
      leftOut: [
        '.claude.json: allowedTools[1]',
        '.claude.json: allowedTools[2]',
        '.claude.json: enabledMcpjsonServers[1]',
      ],
    });
  });

  it.each([
    [{ ...server, env: { API_KEY: c } }],
    [{ ...server, env: { API_KEY: '${API_KEY}' } }],
    [{ ...server, env: { NOTE: c } }],
    [{ ...server, env: [c] }],
    [{ ...server, env: { DB: { url: c } } }],
    [{ ...server, args: ['--api-key', c] }],
    [{ ...server, args: [`--token=${c}`] }],
    [{ ...server, args: [`postgres://me:${c}@db/app`] }],
    [{ ...server, args: ['mcp-remote', `https://a.b/mcp?code=${c}`] }],
    [{ ...server, args: ['mcp-remote', `--url=https://a.b/mcp#${c}`] }],
    [{ ...server, args: ['mcp-remote', 'https://a.b/s/0e7e4f5c-1111-4000-8000-000000000000/mcp'] }],
    [{ ...server, args: ['mcp-remote', 'https://a.b/mcp', '--header', `X-Team: ${c}`] }],
    [{ ...server, args: ['mcp-remote', 'https://a.b/mcp', '-H', `X-Team: ${c}`] }],
    [{ ...server, args: [`-HX-Team:${c}`] }],
    [{ ...server, args: ['--pat', c] }],
    [{ ...server, args: [`--pw=${c}`] }],
    [{ ...server, args: ['0e7e4f5c-1111-4000-8000-000000000000'] }],
    ...[
      ['-p', 'hunter2'],
      ['-phunter2'],
      ['-y', 'some-server', '-p', 'hunter2'],
      ['some-server', '--password', 'hunter2'],
      ['some-server', '--whatever', 'hunter'],
      ['some-server', '--whatever=hunter'],
      ['some-server', 'hunter'],
      ['@scope/server', 'hunter'],
      ['-y', '@scope/server', 'hunter'],
      ['server', 'hunter'],
      ['/srv/index.js', 'hunter'],
      ['index.js', 'hunter'],
      ['--inspect', '/srv/index.js', 'hunter'],
      ['-m', 'module', 'hunter'],
      ['--login', 'me'],
      ['-u', 'me'],
      ['-e', 'NAME=hunter'],
      ['-e', 'hunter'],
      ['mcp-remote', 'https://a.b/s/abcdefghijklmnop/mcp'],
      ['mcp-remote', 'https://a.b/hunter'],
      ['postgres://host/hunter'],
      ['hunter two'],
      ['$(cat key)'],
      ['--', 'some-server', 'hunter'],
    ].map((args): [object] => [{ ...server, args }]),
    [{ ...server, env: { MCP_FOO: 'hunter' } }],
    [{ ...server, env: { ANTHROPIC_X: 'hunter' } }],
    [{ ...server, env: { CLAUDE_CODE_X: 'hunter', PORT: '1' } }],
    [{ ...server, env: { PORT: 1 } }],
    [{ ...server, type: 'hunter' }],
    [{ ...server, command: 'sh -c hunter' }],
    [{ ...server, command: ['npx'] }],
    [{ type: 'http', url: 'https://a.b/mcp', headers: { Accept: 'true' } }],
    [{ type: 'http', url: 'https://a.b/s/abcdefghijklmnop/mcp' }],
    [{ type: 'http', url: 'https://a.b/hunter' }],
    [{ type: 'http', url: 'https://0a1b2c3d4e5f6a7b8c9d.a.b/mcp' }],
    [{ ...server, args: c }],
    [{ ...server, args: [{ secret: c }] }],
    [{ ...server, command: `TOKEN=${c} npx` }],
    [{ ...server, whatever: c }],
    [{ type: 'http', url: 'https://a.b/c', headers: { Authorization: `Bearer ${c}` } }],
    [{ type: 'http', url: 'https://a.b/c', headers: { 'X-Team': c } }],
    [{ type: 'http', url: 'https://a.b/c', headersHelper: `echo ${c}` }],
    [{ type: 'http', url: 'https://a.b/c', oauth: { clientSecret: c } }],
    [{ type: 'http', url: `https://a.b/c?k=${c}` }],
    [{ type: 'http', url: `https://me:${c}@a.b/` }],
    [{ type: 'http', url: 'https://a.b/s/0e7e4f5c-1111-4000-8000-000000000000/mcp' }],
    [{ type: 'http', url: 1 }],
    [{}],
    [c],
  ] as unknown[][])('an MCP server that may hold one stays: %j', (value) => {
    const { members, leftOut } = of({ mcpServers: { one: value, two: server } });
    expect(members).toEqual({ ...trust, mcpServers: { two: server } });
    expect(leftOut).toEqual(['.claude.json: mcpServers.one']);
  });

  it.each([
    ['npx', ['-y', '@scope/server', '/path']],
    ['npx', ['-y', '@modelcontextprotocol/server-filesystem@2025.7.1', '/home/me/app', '~/notes']],
    ['npx', ['@playwright/mcp@latest', '--headless', '--browser', 'chromium']],
    ['npx', ['-y', 'chrome-devtools-mcp@latest', '--browser-url=http://127.0.0.1:9222']],
    ['npx', ['-y', 'mcp-remote', 'https://mcp.linear.app/sse']],
    ['uvx', ['mcp-server-git', '--repository', '/home/me/app']],
    ['uvx', ['--from', 'some-package', 'some-server']],
    ['uv', ['--directory', '/home/me/srv', 'run', 'server.py']],
    ['uv', ['run', '--directory', '/home/me/srv', 'mcp-server']],
    ['python3', ['-m', 'mcp_server_fetch', '--port', '8080']],
    ['docker', ['run', '-i', '--rm', '-e', 'SOME_TOKEN', 'ghcr.io/github/github-mcp-server:latest']],
    ['docker', ['run', '-i', '--rm', '-v', '/home/me/app:/app:ro', 'mcp/fetch']],
    ['/usr/local/bin/node', ['dist/index.js', '--stdio']],
    ['C:\\tools\\node.exe', ['C:\\srv\\index.js']],
    ['bun', ['x', 'some-server', 'stdio']],
    ['some-server', []],
  ])('a server that plainly holds none crosses: %s %j', (command, args) => {
    const one = { type: 'stdio', command, args, env: { LOG_LEVEL: 'debug', PORT: '8080', DEBUG: 'true' } };
    expect(of({ mcpServers: { one } })).toEqual({ members: { ...trust, mcpServers: { one } }, leftOut: [] });
  });

  it.each(['https://mcp.sentry.dev/mcp', 'http://localhost:3845/mcp/', 'https://mcp.atlassian.com/v1/sse'])(
    'so does a server at %s',
    (url) => {
      const one = { type: 'http', url };
      expect(of({ mcpServers: { one } }).leftOut).toEqual([]);
    },
  );

  it('a name that may be one is withheld', () => {
    const { members, leftOut } = of({ mcpServers: { 'sk-ant-api03-abcdefgh12345': server, 'a b': server } });
    expect(members).toEqual(trust);
    expect(leftOut).toEqual(Array(2).fill('.claude.json: mcpServers.(name withheld)'));
  });

  it('nothing of any other key crosses', () => {
    const everywhere = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, c]));
    const entry = {
      ...trust,
      ...everywhere([
        'lastSessionId',
        'history',
        'exampleFiles',
        'apiKey',
        'hasClaudeMdExternalIncludesApproved',
      ]),
      mcpContextUris: [c],
      allowedTools: c,
      enabledMcpjsonServers: { a: c },
      mcpServers: [c],
    };
    const more = {
      oauthAccount: { emailAddress: c },
      primaryApiKey: c,
      customApiKeyResponses: { approved: [c] },
      mcpServers: { [c]: { ...server, command: c } },
      userID: c,
    };
    const others = {
      '/home/me/other': { ...entry, mcpServers: { other: { ...server, command: c } } },
      '/': entry,
    };
    const { text, leftOut } = projectAnswers(
      JSON.stringify({ ...more, projects: { [folders.root]: entry, ...others } }),
      folders,
    );
    expect(text).toBe(`${JSON.stringify(trust)}\n`);
    expect(leftOut.join()).not.toContain(c);
  });
});
