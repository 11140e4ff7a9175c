import { expect, it } from 'vitest';
import { parseEnvFile } from '../../../core/src/compose/envFile.ts';

it('reads names and values with their lines', () => {
  const text =
    '\uFEFF# comment\nA=1\r\nexport B = two words # not this\n\nC="a # b" # c\nD=\'$x\'\nE\nF=\n9=no\n G: yaml\n';
  const lines = parseEnvFile(text, '.env').map(({ name, text, isLiteral, at }) => {
    return [at.line, name, text, isLiteral];
  });
  expect(lines).toEqual([
    [2, 'A', '1', false],
    [3, 'B', 'two words', false],
    [5, 'C', 'a # b', false],
    [6, 'D', '$x', true],
    [7, 'E', undefined, false],
    [8, 'F', '', false],
    [10, 'G', 'yaml', false],
  ]);
});

it('takes no time for what nobody writes', () => {
  const start = performance.now();
  parseEnvFile(`A=${' '.repeat(200_000)}x\n${'"'.repeat(100_000)}\nB="${'" '.repeat(100_000)}`, '.env');
  expect(performance.now() - start).toBeLessThan(1000);
});
