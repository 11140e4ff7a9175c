import * as z from 'zod/mini';

const command = z.catch(z.string(), '');
const settingsSchema = z.object({
  statusLine: z.catch(z.object({ command }), { command: '' }),
  hooks: z.catch(
    z.record(
      z.string(),
      z.catch(
        z.array(
          z.catch(z.object({ hooks: z.array(z.catch(z.object({ command }), { command: '' })) }), {
            hooks: [],
          }),
        ),
        [],
      ),
    ),
    {},
  ),
});

/**
 * The programs that hooks and the status line of a settings.json run: the first word of each, once, at most 50. What a
 * shell would have to work out first is left out, but for the home, which is written `~/` or `$HOME/`. Never throws.
 */
export function settingsCommands(settings: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(settings);
  } catch {
    return [];
  }
  const { success, data } = settingsSchema.safeParse(value);
  if (!success) return [];
  const lines = [
    ...Object.values(data.hooks).flatMap((matchers) => matchers.flatMap(({ hooks }) => hooks)),
    data.statusLine,
  ];
  const words = lines.flatMap((line) => firstWord(line.command) ?? []);
  return [...new Set(words)].slice(0, 50);
}

function firstWord(line: string): string | undefined {
  // Variables set for the command alone stand before it.
  const bare = line.trim().replace(/^(?:[A-Za-z_]\w*=[\w./:-]*\s+)*/, '');
  const [, double, single, plain] =
    /^(?:"([^"\\]*)"|'([^']*)'|([^\s;&|<>()"'\\]+))(?=[\s;&|<>()]|$)/.exec(bare) ?? [];
  const word = (double ?? single ?? plain ?? '').replace(/^\$\{HOME\}(?=\/)/, '$HOME');
  const rest = word.replace(/^(~|\$HOME)(?=\/)/, '');
  if (word === '' || word.startsWith('-') || /[$`*?[\]{}~!\n]/.test(rest)) return undefined;
  return word;
}
