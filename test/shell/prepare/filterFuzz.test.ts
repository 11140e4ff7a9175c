import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSettings } from '../../../core/src/prepare/filterSettings.ts';
import { jsonTokens } from '../../../core/src/prepare/jsonTokens.ts';
import { onboardingFile } from '../../../core/src/prepare/onboarding.ts';
import { simpleSettings } from '../../../core/src/prepare/simpleSettings.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { secrets, settingsText, simpleText } from '../../unit/prepare/arbitraries.ts';
import { type Shell, scriptFunction, scriptList, shells } from './shells.ts';

const folder = newFolder();

/** Runs one function of the script many times in one shell; `$1` is the folder. */
function runFunction({ argv, path }: Shell, name: string, loop: string, args: string[]): string {
  const [command = 'sh', ...rest] = argv;
  const run = spawnSync(
    command,
    [...rest, '-c', `set -eu\n${scriptFunction(name)}\n${loop}`, 'sh', ...args],
    {
      env: { PATH: path },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1e8,
    },
  );
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

/** The names of the outermost members, as written, or undefined when the text is no strict JSON object. */
function membersOf(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const names: string[] = [];
  let depth = 0;
  const { tokens } = jsonTokens(text);
  for (const [at, token] of tokens.entries()) {
    if (token.text === ':' && depth === 1) names.push(tokens[at - 1]?.text.slice(1, -1) ?? '');
    depth += '{['.includes(token.text) ? 1 : '}]'.includes(token.text) ? -1 : 0;
  }
  return [...new Set(names)];
}

/** What a script may copy, said otherwise than there. */
function mayCopy(name: string, value: unknown): boolean {
  if (!simpleSettings.includes(name)) return false;
  if (typeof value === 'boolean' || typeof value === 'number') return true;
  return typeof value === 'string' && /^[A-Za-z0-9 ._()[\]-]{1,64}$/.test(value);
}

/** Copies settings of as many texts as given by one shell. */
function copySettings(shell: Shell, name: string, texts: readonly string[]) {
  const here = join(folder, `${shell.name} ${name}`);
  mkdirSync(here);
  for (const [i, text] of texts.entries()) writeFileSync(join(here, `${i}`), text);
  const loop = 'for file in "$1"/*; do simple_settings "$file" >"$file.out"; done';
  runFunction(shell, 'simple_settings', `${scriptList('SIMPLE')}\n${loop}`, [here]);
  return texts.map((text, i) => {
    const path = join(here, `${i}`);
    const [head = ''] = readFileSync(`${path}.out`, 'latin1').split('\n"\n', 1);
    return {
      text,
      bytes: readFileSync(path, 'latin1'),
      left: head.split('\n').slice(1),
      copy: readFileSync(`${path}.out`, 'latin1').slice(head.length + 3),
    };
  });
}

const parsed = (text: string): Record<string, unknown> => JSON.parse(text.replace(/^\u00ef\u00bb\u00bf/, ''));

describe.each(shells())('the simple copy of settings.json, by $name', (shell) => {
  it('is part of what the tools copy, and what is not in it is named', () => {
    let copied = 0;
    const samples = [...fc.sample(settingsText, 200), ...fc.sample(simpleText, 150)];
    for (const { text, bytes, left, copy } of copySettings(shell, 'fuzz', samples)) {
      const all = `${JSON.stringify(text)}\n${left.join('\n')}\n${copy}`;
      const names = membersOf(text);
      if (!names || names.some((name) => name.includes('\\'))) {
        if (text.trim() === '') expect(left, all).toEqual([]);
        else
          expect(left.join('\n'), all).toMatch(/^settings\.json: not copied, (it|a name)[\w ]+\(line \d+\)$/);
        expect(copy, all).toBe('');
        continue;
      }
      const simple = copy === '' ? {} : parsed(copy);
      const whole = parsed(bytes);
      const byTools = parsed(filterSettings(bytes).copy ?? '');
      for (const [name, value] of Object.entries(simple)) {
        copied++;
        expect(mayCopy(name, value), all).toBe(true);
        expect(value, all).toEqual(whole[name]);
        expect(value, all).toEqual(byTools[name]);
      }
      expect(left.length + Object.keys(simple).length, all).toBe(names.length);
      const shown = left.filter((name) => name !== '(name withheld)');
      expect(
        names.filter((name) => !(name in simple) && /^[$A-Za-z]+$/.test(name)),
        all,
      ).toEqual(expect.arrayContaining(shown));
      for (const secret of secrets) expect(left.join('\n') + copy, all).not.toContain(secret);
    }
    expect(copied).toBeGreaterThan(40);
  });

  it('has what is usual, in the order of the file', () => {
    const text = JSON.stringify({
      $schema: 'https://json.schemastore.org/claude-code-settings.json',
      model: 'opus[1m]',
      env: { model: 'env-canary', A: '1' },
      permissions: { deny: ['Read(.env)'] },
      verbose: true,
      language: 'Chinese (Simplified)',
      outputStyle: ['x'],
      cleanupPeriodDays: 30,
      hooks: { Stop: [{ hooks: [{ type: 'command', command: '"model": "opus", "theme": "dark"' }] }] },
      theme: 'dark-daltonized',
      apiKeyHelper: '/x',
    });
    const copy =
      '{\n  "model": "opus[1m]",\n  "verbose": true,\n  "language": "Chinese (Simplified)",\n  "cleanupPeriodDays": 30,\n  "theme": "dark-daltonized"\n}\n';
    const left = ['$schema', 'env', 'permissions', 'outputStyle', 'hooks', 'apiKeyHelper'];
    const forms = [
      text,
      JSON.stringify(JSON.parse(text), null, 2),
      JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n'),
      `\uFEFF${jsonTokens(text)
        .tokens.map((token) => token.text)
        .join(' \n ')}\n\n`,
    ];
    for (const result of copySettings(shell, 'usual', forms)) expect(result).toMatchObject({ copy, left });
  });

  it('of a long line, wherever it is cut', () => {
    const simple = '"model": "opus[1m]",\n  "verbose": true,\n  "cleanupPeriodDays": 12345';
    const texts = Array.from({ length: 70 }, (_, i) => {
      const line = simple.replaceAll('\n', '');
      return `{"x":"${'a'.repeat(923 + i)}",${line}${' '.repeat(1100)},"y":["${'b\\"'.repeat(700)}"]}`;
    });
    for (const result of copySettings(shell, 'pieces', texts))
      expect(result).toMatchObject({ copy: `{\n  ${simple}\n}\n`, left: ['x', 'y'] });
  });

  it('of a long line in a moment', () => {
    const rules = Array.from({ length: 12_000 }, (_, i) => `Bash(npm run test:${i})`);
    const start = Date.now();
    const made = copySettings(shell, 'long', [
      JSON.stringify({ permissions: { allow: rules }, verbose: true }),
    ]);
    expect(Date.now() - start).toBeLessThan(20_000);
    expect(made).toMatchObject([{ copy: '{\n  "verbose": true\n}\n', left: ['permissions'] }]);
  });

  it.each([
    ['{"model":"opus","env":{"theme":"dark"}}', '{\n  "model": "opus"\n}\n', ['env']],
    ['{"env":{"a":[{"model":"x"}]},"a":"\\"model\\":\\"x\\","}', '', ['env', 'a']],
    ['{"model":"opus","model":"haiku"}', '{\n  "model": "haiku"\n}\n', []],
    ['{"model":"opus","model":{"x":1}}', '', ['model']],
    ['{"model":["opus"],"model":"haiku"}', '{\n  "model": "haiku"\n}\n', []],
    [
      '{"model":"a\\nb","theme":"","language":"日本語","verbose":null}',
      '',
      ['model', 'theme', 'language', 'verbose'],
    ],
    [
      '{"model":"opus","m\\u006fdel":"haiku"}',
      '',
      ['settings.json: not copied, a name in it is written with escapes (line 1)'],
    ],
    ['{"ghp_abc":1,"hunter2":1,"a b":1,"xoxb":1}', '', Array(4).fill('(name withheld)')],
    ['{"model":"opus"},', '', ['settings.json: not copied, it is not strict JSON (line 1)']],
    ['{"model":"opus"}\n{}\n', '', ['settings.json: not copied, it is not strict JSON (line 2)']],
    ['{"model":"opus",\n// x\n"a":1}', '', ['settings.json: not copied, it is not strict JSON (line 2)']],
    ['["model"]', '', ['settings.json: not copied, it is not strict JSON (line 1)']],
    ['{"model":"opus","x":[1,]}', '', ['settings.json: not copied, it is not strict JSON (line 1)']],
    [`{"model":"opus","x":${'[{"x":'.repeat(400)}1${'}]'.repeat(400)}}`, '{\n  "model": "opus"\n}\n', ['x']],
    [
      `{"model":"opus","x":${'['.repeat(400)}1${']'.repeat(399)}}`,
      '',
      ['settings.json: not copied, it is not strict JSON (line 1)'],
    ],
    ['\n \t\r\n', '', []],
    ['{}', '', []],
  ])('of %.60s', (text, copy, left) => {
    copies++;
    expect(copySettings(shell, `case ${copies}`, [text])).toMatchObject([{ copy, left }]);
  });
});
let copies = 0;

describe.each(shells())('$name does as TypeScript does', (shell) => {
  it('to paths', () => {
    const letter = fc.oneof(
      fc.constantFrom('a', 'Z', '0', '/', ' ', '.', '\n', 'é', '漢', '😀', '\u0301', '\u{10FFFF}', '\uFFFD'),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 1 })
        .map((text) => text.toWellFormed().replaceAll('\0', '-')),
    );
    const path = (maxLength: number) =>
      fc.array(letter, { minLength: 1, maxLength }).map((parts) => `/${parts.join('')}`);
    const paths = [
      ...fc.sample(path(60), 40),
      ...fc.sample(path(400), 60),
      `/${'a'.repeat(199)}`,
      `/${'a'.repeat(200)}`,
      '/',
    ];
    const slugs = runFunction(shell, 'project_slug', 'for path; do project_slug "$path"; done', paths)
      .split('\n')
      .slice(0, -1);
    expect(slugs).toEqual(paths.map(projectSlug));
  });

  it('to paths that are no UTF-8', () => {
    const bytes = fc.array(
      fc.constantFrom(
        0x28,
        0x41,
        0x80,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc3,
        0xe0,
        0xe2,
        0xed,
        0xf0,
        0xf1,
        0xf4,
        0xf5,
        0xff,
      ),
      { minLength: 1, maxLength: 300 },
    );
    const paths = [[0x61, 0xc3, 0x28, 0x62], [0xe2, 0x82, 0x28], [0xf0, 0x9f], ...fc.sample(bytes, 100)];
    const escaped = paths.map((path) => `/${path.map((byte) => `\\${byte.toString(8)}`).join('')}`);
    const loop = 'for path; do project_slug "$(printf "$path")"; done';
    const slugs = runFunction(shell, 'project_slug', loop, escaped).split('\n').slice(0, -1);
    expect(slugs).toEqual(paths.map((path) => projectSlug(`/${Buffer.from(path).toString()}`)));
  });

  it('to .claude.json', () => {
    const line = fc.constantFrom(
      '  "hasCompletedOnboarding": true',
      '  "hasCompletedOnboarding": false',
      '  "theme": "dark"',
      '  "theme": "a\\"b"',
      '  "theme": {',
      '  "theme": "light"',
      '  "lastOnboardingVersion": "2.1.329"',
      `  "lastOnboardingVersion": "${'9'.repeat(64)}"`,
      `  "theme": "${'9'.repeat(65)}"`,
      '    "theme": "deep"',
      '"theme": "x"',
      '{',
      '',
    );
    const text = fc
      .array(
        fc.tuple(line, fc.constantFrom(',', ',', '', ',,', ' '), fc.constantFrom('\n', '\n', '\r\n', '\r')),
        { maxLength: 8 },
      )
      .map((lines) => lines.map((parts) => parts.join('')).join(''));
    const here = join(folder, `${shell.name} onboarding`);
    mkdirSync(here);
    for (const [i, sample] of fc.sample(text, 200).entries()) {
      writeFileSync(join(here, `${i}`), sample);
    }
    runFunction(shell, 'onboarding', 'for file in "$1"/*; do onboarding "$file" >"$file.out"; done', [here]);
    for (let i = 0; i < 200; i++) {
      const sample = readFileSync(join(here, `${i}`), 'utf8');
      expect(readFileSync(join(here, `${i}.out`), 'utf8'), JSON.stringify(sample)).toBe(
        onboardingFile(sample) ?? '',
      );
    }
  });
});
