import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { composedConfigs } from '../support/composedConfigs.ts';
import { corpus } from '../support/corpus.ts';
import { askAll } from './everyProvider.ts';

const sources = [...corpus, ...composedConfigs]
  .map(([, source]) => source)
  .filter(({ length }) => length < 8000);

/** What is put into a text. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '//',
      '/*',
      '*/',
      '\\',
      '\\u',
      '\\u0000',
      '\0',
      '\ud800',
      '\udc00',
    ],
    ...[
      '\u202e',
      '\ufeff',
      '\u2028',
      '\r',
      '\n',
      '漢字👩‍👩‍👧',
      '"__proto__": {',
      '"features": {',
      '"mounts": [',
    ],
    ...[
      '"features": { "ghcr.io/claude-sessions/features/claude-sessions:1": {} },',
      '"mounts": null,',
      '"runArgs": ["-v",',
    ],
    ...[
      'source=~/.claude,',
      'target=/root/.claude',
      '${localEnv:HOME}',
      '"initializeCommand": ',
      '-1e',
      'tru',
    ],
    ...[
      '"dockerComposeFile": [".claude-sessions/compose.yaml"],',
      '{"a":'.repeat(250),
      '['.repeat(3000),
      ']}'.repeat(300),
    ],
    ...[' '.repeat(20_000), `"${'a'.repeat(30_000)}"`, '"'.repeat(2000), '/*'.repeat(2000), '`'.repeat(3000)],
    ...['${localEnv:HOME'.repeat(500), '/home/x'.repeat(800), '\\\\'.repeat(3000)],
  ),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** A change of a text: some of it goes, comes twice, changes places, or something comes in. Places are parts of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutation = fc.tuple(fc.constantFrom('delete', 'insert', 'repeat', 'swap'), place, place, pieces);

function mutate(source: string, [kind, a, b, piece]: [string, number, number, string]): string {
  const [from, to] = [Math.floor(Math.min(a, b) * source.length), Math.floor(Math.max(a, b) * source.length)];
  const [before, part, after] = [source.slice(0, from), source.slice(from, to), source.slice(to)];
  if (kind === 'delete') return before + after;
  if (kind === 'insert') return before + piece + part + after;
  if (kind === 'repeat') return before + part + part + after;
  return after + part + before;
}

it('no text makes a provider fail, go on for ever, or edit what is not there', async () => {
  const changes = fc.array(mutation, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sources),
      changes,
      fc.array(place, { maxLength: 6 }),
      async (source, each, at) => {
        const text = each.reduce(mutate, source).slice(0, 120_000);
        await askAll(text, [0, text.length, ...at.map((part) => Math.floor(part * text.length))]);
      },
    ),
    { numRuns: 400 },
  );
});

it('typing a file, one character after the other, is answered at each', async () => {
  const source = composedConfigs.find(([name]) => name === 'commented, whole')?.[1] ?? '';
  expect(source.length).toBeGreaterThan(100);
  for (let length = 0; length <= source.length; length++) await askAll(source.slice(0, length), [length]);
});
