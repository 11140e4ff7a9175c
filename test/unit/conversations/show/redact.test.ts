import { redactItem } from '@claude-sessions/core/conversations/show/redactItem.ts';
import { redactText } from '@claude-sessions/core/conversations/show/redactText.ts';
import { describe, expect, it } from 'vitest';

/** Put together, so that nobody who looks for secrets finds one here. */
const tail = 'x9Qw3rTy7Ui1Op5As';
const secrets: readonly (readonly [before: string, secret: string, after: string])[] = [
  ['', `sk-ant-api03-${tail}`, ''],
  ['token: ', `ghp_${tail}${tail}`, ' is old'],
  ['', `github_pat_${tail}_${tail}`, ''],
  ['', `glpat-${tail}`, ''],
  ['', `xoxb-123-${tail}`, ''],
  ['key ', `AKIA${'ABCDEFGH12345678'}`, ''],
  ['', `eyJhbGciOi.${tail}.${tail}`, ''],
  ['//registry/:_authToken=', `npm_${tail}`, ''],
  ['', `AIza${tail}`, ''],
  ['', `sk_live_${tail}`, ''],
  ['git clone https://me:', 'pw1234', '@example.com/x.git'],
  ['postgres://app:', 'hunter2', '@db/app'],
  ['curl -H "Authorization: Bearer ', tail, '" https://example.com'],
  ['Authorization: ', `Basic-less-${tail}`, ''],
  ["curl -H 'X-Api-Key: ", tail, "' https://example.com"],
  ['Set-Cookie: ', 'sid=abc; HttpOnly', '\nnext'],
  ['bearer ', `${tail}`, ''],
  ['curl -u me:', 'secret', ' https://example.com'],
  ['DB_PASSWORD=', 'hunter2', '\nLANG=C'],
  ['export API_KEY="', 'with blanks in it', '"'],
  ["const secret = '", 'hunter2', "';"],
  ['{"client_secret": "', 'hunter2', '"}'],
  ['{\\"api_key\\":\\"', 'hunter2', '\\"}'],
  ['password: ', 'hunter2', '\nuser: me'],
  ['', `-----BEGIN OPENSSH PRIVATE KEY-----\n${tail}\n-----END OPENSSH PRIVATE KEY-----`, '\n'],
  ['', `-----BEGIN PRIVATE KEY-----\n${tail}`, ''],
  ['"', `-----BEGIN RSA PRIVATE KEY-----\\n${tail}\\n-----END RSA PRIVATE KEY-----`, '"'],
];

describe('redacted text', () => {
  for (const [before, secret, after] of secrets) {
    it(`masks ${before.trim()} ${secret.slice(0, 12).replace(/\n/g, ' ')}`, () => {
      const shown = redactText(before + secret + after);
      expect(shown).not.toContain(secret);
      for (const word of secret.split(/[^\w]+/).filter((each) => each === tail || each === 'hunter2'))
        expect(shown).not.toContain(word);
      expect(shown).toContain('[redacted]');
      expect(shown.endsWith(after.slice(-5))).toBe(true);
    });
  }

  it('leaves what only names a secret, and prose', () => {
    for (const text of [
      'export TOKEN=$OTHER_TOKEN',
      'apiKey: process.env.API_KEY,',
      'password: string;',
      'token: true',
      'max_tokens: 4096',
      'The key: press it twice.',
      'See https://example.com/a:b and me@example.com.',
    ])
      expect(redactText(text)).toBe(text);
  });

  it('takes no longer for a text that is made to take long', () => {
    const nasty = [
      'a="',
      'key=',
      'key: "',
      '-----BEGIN PRIVATE KEY-----',
      'https://a:',
      'Authorization: ',
      '-u a:',
      'a.',
    ];
    for (const each of nasty) expect(redactText(each.repeat(200_000)).length).toBeGreaterThan(0);
  });
});

describe('redacted items', () => {
  it('have it in every text, by the names of members as well, and no image', () => {
    const result = {
      kind: 'result',
      callId: 'c',
      isError: false,
      parts: [{ kind: 'text', text: `sk-ant-${tail}` }],
    } as const;
    const image = { kind: 'image', mediaType: 'image/png', bytes: 3, data: 'AAAA' } as const;
    const input = {
      env: { DB_PASSWORD: 'plain' },
      list: [`sk-ant-${tail}`],
      command: `curl -u me:${tail} x`,
    };
    const call = { kind: 'call', id: 'c', name: 'Bash', input, result } as const;
    const message = { kind: 'message', id: 'm', who: 'assistant', parts: [call, image] } as const;
    const agent = {
      kind: 'message',
      id: 'n',
      who: 'user',
      parts: [{ ...call, agent: { id: 'a', items: [message] } }],
    } as const;
    const text = JSON.stringify(redactItem(agent, redactText));
    expect(text).not.toContain(tail);
    expect(text).not.toContain('plain');
    expect(text).not.toContain('AAAA');
    expect(text).toContain('"bytes":3');
  });
});
