/** The files that Node.js may take where a module is named without its extension. */
export function moduleFiles(words: readonly string[]): string[] {
  const plain = words.filter((word) => !word.startsWith('-') && !/\.\w+$/.test(word));
  return plain.flatMap((word) =>
    ['.js', '.mjs', '.cjs', '.ts', '/index.js', '/index.mjs', '/index.cjs'].map(
      (end) => word.replace(/\/$/, '') + end,
    ),
  );
}
