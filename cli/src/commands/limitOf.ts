import { UsageError } from '../host/errors.ts';

/** How many are wanted, where that is said. @throws UsageError when it is no number */
export function limitOf({ limit }: { readonly limit?: string }): number | undefined {
  if (limit === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(limit))
    throw new UsageError(`--limit ${limit} is no number.`, 'Write how many, 20 say.');
  return Number(limit);
}
