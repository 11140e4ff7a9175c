import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSettings } from '../../../core/src/prepare/filterSettings.ts';
import { onboardingFile } from '../../../core/src/prepare/onboarding.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { settingsText } from '../../unit/prepare/arbitraries.ts';
import { type Shell, scriptFunction, shells, temporaryFolder } from './shells.ts';

const folder = temporaryFolder('fuzz');

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

describe.each(shells())('$name does as TypeScript does', (shell) => {
  it('to hundreds of settings.json', () => {
    const here = join(folder, shell.name);
    mkdirSync(here);
    const texts = fc.sample(settingsText, 400);
    for (const [i, text] of texts.entries()) writeFileSync(join(here, `${i}`), text);
    const loop = 'for file in "$1"/*; do filter_settings "$file" >"$file.out"; done';
    runFunction(shell, 'filter_settings', loop, [here]);
    for (const [i, text] of texts.entries()) {
      const path = join(here, `${i}`);
      const expected = filterSettings(readFileSync(path, 'latin1'));
      const out = readFileSync(`${path}.out`, 'latin1');
      const [head = ''] = out.split('\n"\n', 1);
      const copy = out.slice(head.length + 3);
      expect(copy, JSON.stringify(text)).toBe(expected.copy ?? '');
      expect(head, JSON.stringify(text)).toBe(expected.leftOut.map((name) => `\n${name}`).join(''));
    }
  });

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
