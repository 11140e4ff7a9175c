import { UsageError } from '../host/errors.ts';

/**
 * The folder, and the words after `--`, which are for another program.
 * @param args all words of the command that are no options
 * @throws UsageError where there are several folders
 */
export function splitWords(
  args: readonly string[],
  hint: string,
): { readonly folder: string | undefined; readonly handed: readonly string[] } {
  const { own, handed } = splitHanded(args);
  const [folder, ...tooMany] = own;
  if (tooMany.length > 0) throw new UsageError(`There is one folder too many: ${tooMany[0]}.`, hint);
  return { folder, handed };
}

/** The same where our own words may be others, too. */
export function splitHanded(args: readonly string[]): {
  readonly own: readonly string[];
  readonly handed: readonly string[];
} {
  const at = process.argv.indexOf('--');
  const handed = at < 0 ? [] : process.argv.slice(at + 1);
  return { own: args.slice(0, args.length - handed.length), handed };
}
