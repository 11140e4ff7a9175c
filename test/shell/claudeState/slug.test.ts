import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';

const LIBRARY = resolve(import.meta.dirname, '../../../feature/lib/slug.sh');
const SCRIPT = `export LC_ALL=C; . ${LIBRARY}; for path do project_slug "$path"; done`;

function slugs(awk: string, paths: (string | Buffer)[]): string[] {
  const folder = newFolder();
  writeFileSync(join(folder, 'awk'), `#!/bin/sh\nexec ${awk} "$@"\n`);
  chmodSync(join(folder, 'awk'), 0o755);
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', SCRIPT, 'sh', ...(paths as string[])], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').slice(0, -1);
}

const awks = ['mawk', 'gawk', 'gawk --posix', 'original-awk', 'busybox awk'].filter(
  (awk) => spawnSync('sh', ['-c', `command -v ${awk.split(' ')[0]}`]).status === 0,
);

const PATHS = [
  '/workspaces/app',
  '/home/me/My App_1.2',
  '/',
  '/a//b--c',
  "/it's",
  '/say "hi"',
  '/$(touch x)`id`;rm -rf',
  '/two\nlines\n',
  '-n/-leading',
  '/back\\slash\\n\\101',
  '/tab\there',
  '/caf\u00e9',
  '/cafe\u0301',
  '/\u{1f600}/emoji',
  '/日本語',
  '/\uffff\u{10ffff}\ud7ff',
  `/${'x'.repeat(198)}`,
  `/${'x'.repeat(199)}`,
  `/${'x'.repeat(200)}`,
  `/${'\u{1f600}'.repeat(99)}x`,
  `/${'\u{1f600}'.repeat(99)}xy`,
  `/${'\u{1f600}'.repeat(100)}`,
  `/${'é'.repeat(300)}`,
  `/${'deep/'.repeat(700)}`,
  // Hashes around the sign.
  ...Array.from({ length: 40 }, (_, i) => `/${'h'.repeat(200 + i)}${i * 7919}`),
];

describe.each(awks)('the slug with %s', (awk) => {
  test('is that of Claude Code for chosen paths', () => {
    expect(slugs(awk, PATHS)).toEqual(PATHS.map(projectSlug));
  });

  test('is that of Claude Code for any path', () => {
    const text = fc.string({ unit: 'binary', maxLength: 260 }).map((s) => `/${s.replaceAll('\0', '')}`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 40 }), (paths) => {
        expect(slugs(awk, paths)).toEqual(paths.map(projectSlug));
      }),
      { numRuns: 10 },
    );
  });
});

test('what is no UTF-8 counts as one unit, as far as it could have become a character (WHATWG, as Node decodes it)', () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'x'));
  for (const awk of awks) {
    // \377: never; \300\257: overlong; \355\240\200: a surrogate; \342\202: cut short; \364\220\200\200: too high.
    const script = `export LC_ALL=C; . ${LIBRARY}; project_slug "$(printf '/\\377a\\300\\257b\\355\\240\\200c\\342\\202d\\364\\220\\200\\200e')"`;
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', script.replace('LC_ALL=C;', `LC_ALL=C; awk() { ${awk} "$@"; };`)],
      {
        encoding: 'utf8',
      },
    );
    expect(`${awk} ${stdout}`).toBe(`${awk} --a--b---c-d----e\n`);
  }
});

// What is plain takes no process: awk is asked only where it would fail.
test.each(['dash', 'busybox ash', 'bash --posix'])('find_slug gives the same, with %s', (shell) => {
  const script = `export LC_ALL=C; . ${LIBRARY}; for path do find_slug "$path"; printf '%s\\n' "$FOUND_SLUG"; done`;
  const run = (paths: string[], path: string) =>
    spawnSync('/usr/bin/env', [`PATH=${path}`, ...shell.split(' '), '-c', script, 'sh', ...paths], {
      encoding: 'utf8',
    });
  expect(run(PATHS, '/usr/bin:/bin').stdout.split('\n').slice(0, -1)).toEqual(PATHS.map(projectSlug));
  const plain = ['/workspaces/app', '/home/me/My App_1.2', '/', '/a//b--c', '/-n/.x'];
  const [program = '', ...words] = shell.split(' ');
  const alone = spawnSync(findOnPath(program) ?? program, [...words, '-c', script, 'sh', ...plain], {
    env: { PATH: '/nonexistent' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(alone).toMatchObject({ stderr: '', stdout: `${plain.map(projectSlug).join('\n')}\n` });
});
