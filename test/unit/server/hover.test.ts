import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { hover } from '../../../extension/server/src/providers/hover.ts';
import type { ProviderInput } from '../../../extension/server/src/providers/providerInput.ts';
import { withCursor } from './cursorFixture.ts';

/** What is said at the mark, and of which text. */
function said(marked: string, options: Partial<ProviderInput> = {}, mark = '|') {
  const { input, offset, text } = withCursor(marked, options, mark);
  const answer = hover(input, offset);
  if (!answer) return undefined;
  const { kind, value } = answer.contents as MarkupContent;
  const { start, end } = answer.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return { kind, value, of: text.slice(input.document.offsetAt(start), input.document.offsetAt(end)) };
}

const bind = (source: string, target: string, more = '') =>
  `{ "mounts": ["type=bind,source=${source},target=${target}${more}"] }`;

describe('over a mount of Claude’s state', () => {
  it.each([
    ['the whole folder', '~/.cl|aude', /never shared as a whole/],
    ['conversations', '${localEnv:HOME}/.claude/proj|ects', /Sessions\. .*one folder per project/],
    ['the other word for a variable', '${env:HOME}/.claude/proj|ects', /Sessions\. .*one folder per project/],
    ['the login', '/home/me/.claude/.creden|tials.json', /Credentials\. .*logs the other side out/],
    ['the login’s file beside it', '~/.claude|.json', /~\/\.claude\.json/],
    ['what old versions left', '~/.claude/to|dos', /Left by older versions, until Claude Code 2\.1\.197/],
    ['an option', '~/.claude/ta|sks', /Only `claude-sessions share --tasks` shares it/],
    ['the profile', '~/.claude/ag|ents', /`claude-sessions share` shares it, to read only/],
    ['what nobody knows', '~/.claude/some|thing', /Not an entry/],
  ])('%s', (_, source, expected) => {
    const answer = said(bind(source, '/home/vscode/x'));
    expect(answer?.value.replaceAll('\\', '')).toMatch(expected);
    expect(answer?.value).toContain('The container can read and write it.');
    expect(answer?.value).toContain('Our way: `claude-sessions share`');
    expect(answer?.of).toMatch(/^"type=bind.*"$/);
  });

  it.each([
    ['a string', bind('~/.claude/age|nts', '/x', ',readonly'), 'can read it, and not write'],
    [
      'an object',
      '{ "mounts": [{ "type": "bind", "source": "~/.claude/age|nts", "target": "/x", "readonly": true }] }',
      'the tools drop `readonly` from a mount that is an object',
    ],
    [
      'Docker Compose',
      '{ "dockerComposeFile": "c.yml", "mounts": ["type=bind,source=~/.claude/age|nts,target=/x,readonly"] }',
      'under Docker Compose the tools drop read-only',
    ],
    ['runArgs', '{ "runArgs": ["-v", "~/.claude/a|gents:/x:ro"] }', 'can read it, and not write'],
    [
      '--mount',
      '{ "runArgs": ["--mount=type=bind,source=~/.claude/a|gents,target=/x"] }',
      'read and write it',
    ],
    [
      'workspaceMount',
      '{ "workspaceMount": "type=bind,source=~/.claude/a|gents,target=/x", "workspaceFolder": "/x" }',
      'read and write it',
    ],
  ])('what the container may do by %s', (_, marked, expected) => {
    expect(said(marked)?.value).toContain(expected);
  });

  it('an object: over a key, a brace, and its comma', () => {
    const object = (at: string) => {
      const text = '{ "mounts": [{ "type": "bind", "source": "~/.claude", "target": "/x" }] }';
      return said(text.replace(at, `|${at}`));
    };
    for (const at of ['"source"', '{ "type"', '"/x"', ', "target"'])
      expect(object(at)?.of).toMatch(/^\{ "type".*\}$/);
  });

  it('a volume keeps the container’s own', () => {
    const answer = said('{ "mounts": ["source=claude,target=/home/vscode/.cla|ude,type=volume"] }');
    expect(answer?.value).toContain('Keeps Claude’s state of the container');
  });

  it('one of ours', () => {
    const ours =
      'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/tasks,target=/mnt/claude-host/ta|sks';
    expect(said(`{ "mounts": ["${ours}"] }`)?.value).toContain('`claude-sessions share --tasks`');
    expect(said(`{ "mounts": ["${ours}"] }`)?.value).not.toContain('Our way');
  });

  it('uses what the host knows', () => {
    const host = {
      sources: [
        {
          index: 0,
          source: { path: '/data/c/agents', realPath: '/data/c/agents', kind: 'directory', link: false },
        },
      ],
      configDir: '/data/c',
      paths: { home: '/home/me' },
    } as unknown as NonNullable<ProviderInput['host']>;
    expect(said(bind('/data/c/ag|ents', '/x'))).toBeUndefined();
    expect(said(bind('/data/c/ag|ents', '/x'), { host })?.value).toContain('Your own subagents');
    // What was found of a text before the host was looked at does not stay.
    const { input, offset } = withCursor(bind('/data/c/ag|ents', '/x'));
    expect(hover(input, offset)).toBeNull();
    expect(hover({ ...input, host }, offset)).not.toBeNull();
    expect(hover(input, offset)).toBeNull();
  });
});

describe('over what is ours', () => {
  it.each(['claude-sessions', 'claude-persist', 'claude-profile'])(
    'the Feature %s, and its options',
    (id) => {
      const reference = `ghcr.io/claude-sessions/features/${id}:1`;
      const answer = said(`{ "features": { "ghcr|${reference.slice(4)}": {} } }`);
      expect(answer?.value).toContain('It has no options');
      expect(answer?.of).toBe(JSON.stringify(reference));
      expect(said(`{ "features": { "${reference}": {|} } }`)).toEqual(answer);
    },
  );

  it('a mirror’s Features only where it is known', () => {
    const marked = '{ "features": { "example.com/x/claude-p|ersist:1": {} } }';
    expect(said(marked)).toBeUndefined();
    expect(said(marked, { collections: ['example.com/x'] })?.value).toContain('Isolates');
  });

  it.each([
    '{ "initializeCommand": "sh .devc¦ontainer/claude-sessions-prepare.sh ${devcontainerId}" }',
    '{ "initializeCommand": { "claude-sess¦ions": "sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId} || x" } }',
    '{ "initializeCommand": { "x": ["sh", "./a/claude-sessions-prep¦are.sh", "${devcontainerId}"] } }',
  ])('the command that prepares: %s', (marked) => {
    expect(said(marked, {}, '¦')?.value).toContain('before every start');
  });

  it.each([
    ['{ "containerEnv": { "CLAUDE_CONF|IG_DIR": "/x" } }', '/var/lib/claude'],
    ['{ "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "${local|Env:X}" } }', 'claude setup-token'],
    ['{ "dockerComposeFile": ["a.yml", ".claude-sess|ions/compose.yaml"] }', 'has to be the last one'],
    ['{ "dockerComposeFile": ".claude-sess|ions/compose.yaml" }', 'has to be the last one'],
  ])('%s', (marked, expected) => {
    expect(said(marked)?.value).toContain(expected);
  });
});

describe('over a path in any text', () => {
  it.each([
    ['{ "postCreateCommand": "cp ~/.claude/settings.js|on /tmp && ls" }', '~/.claude/settings.json'],
    [
      '{ "initializeCommand": ["mkdir", "-p", "${localEnv:HOME}/.claude/pro|jects"] }',
      '${localEnv:HOME}/.claude/projects',
    ],
    [
      '{ "x": { "y": ["C:\\\\Users\\\\me\\\\.claude\\\\ski|lls"] } }',
      'C:\\\\Users\\\\me\\\\.claude\\\\skills',
    ],
    ['{ "postStartCommand": "ls /var/lib/cla|ude/tasks; date" }', '/var/lib/claude/tasks'],
    ['{ "postStartCommand": "ls $HOME/.cl|aude" }', '$HOME/.claude'],
  ])('%s', (marked, of) => {
    expect(said(marked)?.of).toBe(of);
  });
});

it.each([
  '{ "im|age": "debian" }',
  '{ "mounts": ["type=volume,source=x,target=/ca|che"] }',
  '{ "mounts": [ | ] }',
  '{ "features": { "ghcr.io/devcontainers/features/no|de:1": {} } }',
  '{ "features": {| "ghcr.io/claude-sessions/features/claude-persist:1": {} } }',
  '{ "postCreateCommand": "cp ~/.claude/x y && na|me" }',
  '{ "postCreateCommand": "ls .cla|ude /app/.claude/agents" }',
  '{ "postCreateCommand": "ls ~/.claude-squ|ad" }',
  '// ~/.cla|ude\n{}',
  '{ "initializeCommand": { "mi|ne": "make", "claude-sessions": "sh x/claude-sessions-prepare.sh" } }',
  '{ "containerEnv": { "HO|ME": "/x" } }',
  '|',
  '{ "a": |',
])('nothing elsewhere: %j', (marked) => {
  expect(said(marked)).toBeUndefined();
});

describe('text from outside', () => {
  const hostile = '](http://x.example)<img src=x onerror=y>`*_\\u202e\\u001b[31m';

  it('is no markup, shows what is hidden, and is not long', () => {
    const target = `/root/.claude/${hostile}${'a'.repeat(10_000)}`;
    const { value = '' } = said(`{ "mounts": ["source=v,target=${target}|"] }`) ?? {};
    expect(value).not.toContain('\u202e');
    expect(value).not.toContain('\u001b');
    expect(value).not.toMatch(/(^|[^\\])(<img|\]\()/);
    expect(value.length).toBeLessThan(3000);
  });

  it('is plain where the client shows no Markdown', () => {
    const answer = said('{ "mounts": ["source=~/.cla|ude/projects,target=/x,type=bind"] }', {
      markdown: false,
    });
    expect(answer?.kind).toBe('plaintext');
    expect(answer?.value).toMatch(/^~\/\.claude\/projects\n/);
  });
});
