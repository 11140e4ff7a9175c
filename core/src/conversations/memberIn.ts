const value = /\s*:\s*("(?:[^"\\]|\\.){0,4096}")/y;

/**
 * A member of text by its name, of the first object in a text that has it; for lines that are cut. What is said in a conversation has
 * its quotes escaped, and is not taken for one.
 */
export function memberIn(text: string, name: string): string | undefined {
  const quoted = `"${name}"`;
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    value.lastIndex = at + quoted.length;
    const [, found] = value.exec(text) ?? [];
    if (found === undefined || text[at - 1] === '\\') continue;
    try {
      return JSON.parse(found);
    } catch {
      // No string of JSON.
    }
  }
  return undefined;
}
