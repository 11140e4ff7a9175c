/**
 * Waits for all, and gives what came of each.
 * @throws the first error, once nothing is under way any more
 */
export async function together<const T extends readonly unknown[]>(
  ...all: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(all);
  return Promise.all(all) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}
