import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { paletteWords } from '../../../extension/src/text/paletteWords.ts';

const words = JSON.parse(readFileSync('extension/package.nls.json', 'utf8'));

it.each(['share', 'isolate', 'remove', 'prepare'])('names the command of the palette for %s', (name) => {
  expect(paletteWords(`Run \`claude-sessions ${name}\`, and look.`)).toBe(
    `Run “${words[`command.${name}`]}”, and look.`,
  );
});

it('leaves what the palette has no command for', () => {
  const text =
    'Run `claude-sessions doctor --recreate`, `claude-sessions share --up` or `claude-sessions constructor`.';
  expect(paletteWords(text)).toBe(text);
});
