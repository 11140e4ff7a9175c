import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostClient } from '../../../cli/src/facts/hostClient.ts';
import { Place, put } from '../../harness/place/Place.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** Installs a program, and a link to it. */
function install(program: string, link: string): void {
  put(join(place.root, program), '', 0o755);
  mkdirSync(dirname(join(place.root, link)), { recursive: true });
  symlinkSync(join(place.root, program), join(place.root, link));
}
const found = () => hostClient(place.home, { PATH: join(place.root, 'bin') });

it('is known by the native installer, on the PATH or not', async () => {
  install('share/claude/versions/2.1.329', 'home/.local/bin/claude');
  expect(await found()).toBe('2.1.329');
  install('share/claude/versions/2.1.197', 'bin/claude');
  expect(await found()).toBe('2.1.197');
});

it('is known by the folder that it lies in', async () => {
  install('Caskroom/claude-code/2.1.300/claude', 'bin/claude');
  expect(await found()).toBe('2.1.300');
});

it.each(['cli.js', 'bin/claude.exe'])('is known by the package of npm, with %s', async (program) => {
  const folder = 'lib/node_modules/@anthropic-ai/claude-code';
  install(`${folder}/${program}`, 'bin/claude');
  put(join(place.root, folder, 'package.json'), '{"name":"@anthropic-ai/claude-code","version":"2.1.250"}');
  expect(await found()).toBe('2.1.250');
});

it.each([
  '{"name":"app","version":"2.1.329"}',
  '{"name":"@anthropic-ai/claude-code","version":"x"}',
  '[',
  '',
])('is not known by another package: %s', async (text) => {
  install('lib/app/claude', 'bin/claude');
  put(join(place.root, 'lib/app/package.json'), text);
  expect(await found()).toBeUndefined();
});

it('is not known where there is none', async () => expect(await found()).toBeUndefined());
