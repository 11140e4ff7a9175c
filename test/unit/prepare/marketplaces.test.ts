import { expect, it } from 'vitest';
import { gitConfigHoldsLogin, readMarketplaces } from '../../../core/src/prepare/marketplaces.ts';

/** As Claude Code writes the list. */
const list = (sources: Record<string, object>) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [
        name,
        {
          source,
          installLocation: `/home/me@work/.claude/plugins/marketplaces/${name}`,
          lastUpdated: '2026-01-01T10:00:00.000Z',
        },
      ]),
    ),
  );
const git = (url: string) => ({ source: 'git', url });

it('tells marketplaces that are folders of the host from others', () => {
  const text = list({
    mine: { source: 'directory', path: '/home/me/mine' },
    one: { source: 'file', path: '/home/me/marketplace.json' },
    theirs: { source: 'github', repo: 'them/theirs' },
    ours: git('https://example.com/ours.git'),
  });
  expect(readMarketplaces(text)).toEqual({ local: ['mine', 'one'], withLogin: [] });
});

it.each([
  'https://me:pw@example.com/a.git',
  'https://ghp_0123456789abcdefABCD@github.com/a/b.git',
  'https://plain-word@example.com/a.git',
  'ssh://me:pw@example.com/a.git',
  'https://example.com/a.git?private_token=abc',
])('finds the login in %s, in the list and in the configuration of a clone', (url) => {
  expect(readMarketplaces(list({ a: git(url), b: git('https://example.com/b.git') })).withLogin).toEqual([
    'a',
  ]);
  expect(gitConfigHoldsLogin(`[remote "origin"]\n\turl = ${url}\n`)).toBe(true);
});

it.each([
  'https://example.com/auth-token/session-key.git',
  'git@github.com:a/b.git',
  'ssh://git@example.com:22/a.git',
  'https://example.com:8443/a.git',
])('takes no plain address for a login: %s', (url) => {
  expect(readMarketplaces(list({ 'token-tools': git(url) })).withLogin).toEqual([]);
  const text = `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/main:refs/remotes/origin/main\n[branch "main"]\n\tmerge = refs/heads/main\n`;
  expect(gitConfigHoldsLogin(text)).toBe(false);
});

it('takes headers that are sent along for a login, and those of git', () => {
  const url = { source: 'url', url: 'https://example.com/marketplace.json' };
  expect(
    readMarketplaces(list({ a: { ...url, headers: { 'X-Team': 'a' } }, b: { ...url, headers: {} } })),
  ).toEqual({
    local: [],
    withLogin: ['a'],
  });
  expect(gitConfigHoldsLogin('[http]\n\textraheader = AUTHORIZATION: basic abc\n')).toBe(true);
  expect(gitConfigHoldsLogin('[url "https://x:y@example.com/"]\n\tinsteadOf = https://example.com/\n')).toBe(
    true,
  );
});

it.each(['', '[]', 'null', '{"a": null, "b": {"source": "directory"}}', '{'])(
  'reads nothing out of %j',
  (text) => {
    expect(readMarketplaces(text)).toEqual({ local: [], withLogin: [] });
  },
);
