import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pullMemory } from '../../../cli/src/commands/memory.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { config, put } from '../../harness/place/Place.ts';
import { ApiPlace } from '../api/place.ts';

/** What the user answers, in turn; a function is done before. */
const answers: (boolean | string | (() => boolean))[] = [];
const asked: string[] = [];

vi.mock('@clack/prompts', () => {
  const answer = ({ message }: { message: string }) => {
    asked.push(message);
    const next = answers.shift();
    return Promise.resolve(typeof next === 'function' ? next() : next);
  };
  return { confirm: answer, select: answer, isCancel: () => false };
});

let place: ApiPlace;
let notes: string;
let memory: string;

beforeEach(() => {
  place = new ApiPlace();
  place.write(config, '{ "image": "x" }');
  notes = join(place.root, 'notes');
  memory = join(place.home, '.claude/projects', projectSlug(place.folder), 'memory');
  mkdirSync(notes);
  place.program(
    'docker',
    `case "$1 $2" in
  'volume ls') echo "$5" | sed 's/^name=//' ;;
  cp*) tar -C '${notes}' -cf - . ;;
esac`,
  );
  vi.stubEnv('CI', '');
  for (const stream of [process.stdin, process.stderr]) stream.isTTY = true;
  answers.length = 0;
  asked.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const stream of [process.stdin, process.stderr]) stream.isTTY = false;
  place.remove();
});

async function pull(options: { all?: boolean } = {}) {
  let text = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((piece) => {
      text += String(piece);
      return true;
    });
  }
  const exitCode = await pullMemory(place.folder, options).catch((error: Error) => error.message);
  vi.restoreAllMocks();
  return { text, exitCode };
}

const note = (path: string, text: string) => put(join(notes, path), text);
const read = (path: string) =>
  existsSync(join(memory, path)) ? readFileSync(join(memory, path), 'utf8') : undefined;

it('asks about one note with a word on what memory is, and does not offer again what was declined', async () => {
  note('a.md', 'a\n');
  answers.push(false);
  expect(await pull()).toMatchObject({ exitCode: 0, text: expect.stringContaining('+a') });
  expect(asked).toEqual([
    expect.stringMatching(
      /^Write this into ~\/\.claude\/.*\/memory\? Claude Code on this host follows what its memory says, as instructions\.$/,
    ),
  ]);
  expect(read('a.md')).toBeUndefined();
  expect((await pull()).text).toContain('has nothing new for');
  answers.push(true);
  await pull({ all: true });
  expect(read('a.md')).toBe('a\n');
  note('a.md', 'b\n');
  answers.push(true);
  expect((await pull()).text).toContain('-a');
  expect(read('a.md')).toBe('b\n');
});

it('takes some of several, and of the index what names no other', async () => {
  note('a.md', 'a\n');
  note('b.md', 'b\n');
  note('MEMORY.md', '- [A](a.md)\n- [B](b.md)\n- more\n');
  answers.push('each', false, true, true);
  await pull();
  expect(asked.slice(1)).toEqual(['Write a.md?', 'Write b.md?', 'Write MEMORY.md?']);
  expect([read('a.md'), read('b.md'), read('MEMORY.md')]).toEqual([
    undefined,
    'b\n',
    '- [B](b.md)\n- more\n',
  ]);
  // The line comes with its file.
  answers.push('all');
  await pull({ all: true });
  expect([read('a.md'), read('MEMORY.md')]).toEqual(['a\n', '- [B](b.md)\n- more\n- [A](a.md)\n']);
});

it('replaces words of the host’s own where the user says so, and nothing that changed meanwhile', async () => {
  note('a.md', 'inside\n');
  put(join(memory, 'a.md'), 'mine\n');
  answers.push(() => {
    writeFileSync(join(memory, 'a.md'), 'mine, edited\n');
    return true;
  });
  expect((await pull()).exitCode).toContain('has changed meanwhile; nothing was written');
  expect(read('a.md')).toBe('mine, edited\n');
  answers.push(true);
  expect((await pull()).text).toContain('-mine, edited');
  expect(read('a.md')).toBe('inside\n');
});
