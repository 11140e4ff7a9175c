import fc from 'fast-check';

/** Secrets of the kinds that the rules know, none of them real. */
export const secrets = [
  'sk-ant-api03-abcDEF123456',
  'ghp_0123456789abcdefghij0123456789abcdef',
  'github_pat_11ABCDEFG0123456789',
  'glpat-abcdefghij0123456789',
  'xoxb-1234567890-abcdefghij',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig',
  'npm_abcdefghij0123456789ABCDEFGHIJ',
  'AIzaSyA1234567890abcdefghij',
  'ya29.a0AfH6SMBabcdefghij',
  'https://user:hunter2@example.com/x',
  '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----',
  'postgres://u:pa/ss@host',
  'me:s3cret@host',
  'PGPASSWORD=hunter2',
  'API_TOKEN = 0123',
  'Server=db;Pwd=hunter2',
  'x-api-key: short-1',
  '{\\"password\\":\\"hunter2\\"}',
  'Authorization: x',
  'Bearer correct-horse-battery',
  'basic dXNlcjpwYXNz',
  'curl -u me:s3cret',
  'curl --user=me:s3cret x',
];

/** A secret that is one where it stands: under a name that says so, or in `env`. */
export const word = 'hunter2';
/** A secret that is one for its looks, except in the name of a model. */
export const generated = '8c1f0e6d2b4a59378c1f0e6d2b4a5937';

const plantedAnywhere = fc.constantFrom(
  `"password":"${word}"`,
  `"DB_PASS" : "${word}"`,
  `"secret":{"value":"${word}"}`,
  `"myTokens":["a","${word}"]`,
  `"apiK\\u0065y":[[{"a":"${word}"}]]`,
  `"Cookies":{"${word}":true}`,
  `"TOKENS":"${word}"`,
);
const plantedInEnv = fc.constantFrom(
  `"NOTE":"${word}"`,
  `"PGUSER":"${word}"`,
  `"EDITOR":["${word}"]`,
  `"editor":"${word}"`,
  `"MY_EDITOR":"${word}"`,
  `"ANTHROPIC_AUTH_TOKEN":"${word}"`,
);

const ordinary = fc.constantFrom(
  '',
  'dark',
  'claude-opus-4-1-20250805',
  'us.anthropic.claude-sonnet-4-20250514-v1:0',
  'mcp__server1__a_long_name_of_a_tool',
  'bypassPermissions',
  'Co-Authored-By: Me <me@example.com>',
  'npm_config_registry_default=x',
  'Bash(git log:*)',
  'Bash(ssh-keygen:*)',
  'a b:c d@e',
  'yes',
  '1234567',
  '12345678',
  'naïve 😀 \u2028 \\ "quoted"\t/',
  '30000',
  'true',
  generated,
);

const words = fc.oneof(
  { weight: 3, arbitrary: ordinary },
  { weight: 2, arbitrary: fc.constantFrom(...secrets) },
  { weight: 1, arbitrary: fc.constantFrom(...secrets).map((secret) => `curl -H 'x: ${secret}' y`) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.toWellFormed()) },
);

const names = fc.oneof(
  fc.constantFrom('env', 'permissions', 'hooks', 'apiKeyHelper', 'model', 'otelHeadersHelper', 'statusLine'),
  fc.constantFrom(
    'FOO',
    'API_KEY',
    'MAX_THINKING_TOKENS',
    'ANTHROPIC_MODEL',
    'X_HEADERS',
    'session',
    'SessionStart',
    'disableBypassPermissionsMode',
    'EDITOR',
    'CLAUDE_CODE_X',
    'DSN',
    'allow',
  ),
  words,
);

/** How a string may be written in JSON: plainly, or with escapes where none are needed. */
function written(text: string, seed: number): string {
  const plain = JSON.stringify(text);
  if (seed % 3 !== 0) return plain;
  return `"${Array.from({ length: text.length }, (_, i) => {
    const code = text.charCodeAt(i).toString(16).padStart(4, '0');
    return (i * 7 + seed) % 2 || seed % 2
      ? `\\u${seed % 4 ? code : code.toUpperCase()}`
      : JSON.stringify(text[i]).slice(1, -1);
  }).join('')}"`;
}

const string = fc.tuple(words, fc.nat(20)).map(([text, seed]) => written(text, seed));
const keyText = fc.tuple(names, fc.nat(20)).map(([text, seed]) => written(text, seed));
const scalar = fc.oneof(
  string,
  fc.constantFrom('null', 'true', 'false', '0', '-1.5e+3', '1234567', '12345678', '1E5'),
);
const space = fc.constantFrom('', '', ' ', '\n', '\n  ', '\r\n\t', ' \n\n ');

function object(
  value: fc.Arbitrary<string>,
  key = keyText,
  planted: fc.Arbitrary<string> = plantedAnywhere,
): fc.Arbitrary<string> {
  const plain = fc
    .tuple(space, key, space, space, value, space)
    .map(([a, name, b, c, text, d]) => `${a}${name}${b}:${c}${text}${d}`);
  const member = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: planted });
  return fc
    .tuple(fc.array(member, { maxLength: 5 }), space)
    .map(([members, empty]) => (members.length === 0 ? `{${empty}}` : `{${members.join(',')}}`));
}

function array(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(space, value, space), { maxLength: 4 }), space)
    .map(([items, empty]) =>
      items.length === 0 ? `[${empty}]` : `[${items.map((item) => item.join('')).join(',')}]`,
    );
}

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, array(tie('value')), object(tie('value'))),
}));

const env = object(
  fc.oneof({ weight: 5, arbitrary: scalar }, { weight: 1, arbitrary: value }),
  keyText,
  fc.oneof(plantedAnywhere, plantedInEnv),
);
const permissions = object(
  fc.oneof(array(string), array(value), string),
  fc.constantFrom('"allow"', '"deny"', '"ask"', '"additionalDirectories"', '"defaultMode"'),
);
/** Members of which the prepare scripts copy some, and near misses. */
const simpleMembers = fc
  .tuple(
    fc.constantFrom('model', 'theme', 'language', 'outputStyle', 'verbose', 'cleanupPeriodDays'),
    fc.oneof(
      fc.constantFrom('"opus[1m]"', '"Chinese (Simplified)"', '"dark"', 'true', '30', '-1.5', '""', 'null'),
      fc.constantFrom('"Basic English"', '"sk-a"', '"x sk-a"', '"a-----BEGIN x"', '"key: a1"', '"me:pw@x"'),
      fc.constantFrom('"Bearer x"', '"a1b2c3d4e5f6a7b8"', `"${'x '.repeat(33)}"`, '12345678901234567'),
      scalar,
    ),
  )
  .map(([name, text]) => `"${name}":${text}`);
const members = fc.array(
  fc.oneof(
    simpleMembers,
    env.map((text) => `"env":${text}`),
    env.map((text) => `"\\u0065nv" : ${text}`),
    permissions.map((text) => `"permissions":${text}`),
    fc.tuple(keyText, value).map(([name, text]) => `${name}:${text}`),
    plantedAnywhere,
  ),
  { maxLength: 6 },
);

/** The text of a strict settings.json, of every shape that Claude Code writes and some that it never would. */
export const strictSettings = fc
  .tuple(space, members, space, space, space)
  .map(([a, list, b, c, d]) => `${a}{${b}${list.join(`,${c}`)}${c}}${d}`);

/** A settings.json of which much is simple; its names are written plainly. */
export const simpleText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: simpleMembers },
      { weight: 1, arbitrary: fc.tuple(space, value).map(([a, text]) => `"other"${a}:${a}${text}`) },
    ),
    { maxLength: 6 },
  )
  .map((list) => `{${list.join(',')}}`);

/** The same as `strictSettings`, now and then broken somewhere. */
export const settingsText = fc
  .tuple(
    strictSettings,
    fc.nat(9),
    fc.nat(),
    fc.constantFrom('', ',', '"', '}', '{', '\\', '//', '\t', '01', ':'),
  )
  .map(([text, how, at, piece]) => {
    if (how > 2) return text;
    const place = at % (text.length + 1);
    return (text.slice(0, place) + piece + text.slice(place + (how === 1 ? 1 : 0))).toWellFormed();
  });
