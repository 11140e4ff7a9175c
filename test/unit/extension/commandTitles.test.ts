import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { advice, adviceText, ourCommand } from '../../../core/src/findings/advice.ts';
import { paletteCommand } from '../../../extension/src/text/commandTitles.ts';

const words: Record<string, string> = JSON.parse(readFileSync('extension/package.nls.json', 'utf8'));

it.each(['share', 'isolate', 'remove', 'prepare'] as const)(
  'advice names the command %s as the palette has it',
  (name) => {
    expect(adviceText(advice`Run ${ourCommand(name)}, and look.`, paletteCommand)).toBe(
      `Run “${words[`command.${name}`]}”, and look.`,
    );
  },
);

it('leaves what the palette has no command for, or a title cannot say', () => {
  const text = advice`Run ${ourCommand('doctor', '--recreate')}, ${ourCommand('share', '--up')} or ${ourCommand('status')}.`;
  expect(adviceText(text, paletteCommand)).toBe(
    'Run `claude-sessions doctor --recreate`, `claude-sessions share --up` or `claude-sessions status`.',
  );
  expect(adviceText(text, paletteCommand)).toBe(adviceText(text));
});
