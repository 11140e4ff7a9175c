/** The file that Claude Code sends at each start: a line for each other. */
export const indexName = 'MEMORY.md';

/**
 * The lines of a container's index that the host's lacks, in their order.
 * @param isKnown of a line: it was taken or declined before
 * @param exists of a file beside the index, by its path: it is there, or comes along
 */
export function newIndexLines(
  own: string,
  host: string,
  isKnown: (line: string) => boolean,
  exists: (path: string) => boolean,
): string[] {
  const present = new Set(host.split('\n').map((line) => line.trimEnd()));
  return own.split('\n').flatMap((each) => {
    const line = each.trimEnd();
    if (line === '' || present.has(line) || isKnown(line) || !linkedNotes(line).every(exists)) return [];
    present.add(line);
    return [line];
  });
}

/** The host's index with lines added at its end; nothing of it changes. */
export function withIndexLines(host: string, lines: readonly string[]): string {
  if (lines.length === 0) return host;
  const before = host === '' || host.endsWith('\n') ? host : `${host}\n`;
  return `${before}${lines.join('\n')}\n`;
}

/** Notes that a line links to: `[Title](file.md)`. */
function linkedNotes(line: string): string[] {
  const targets = [...line.matchAll(/\]\(([^()\s#]+\.md)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z][a-z0-9+.-]*:|^[/~]/i.test(target))
    .map((target) => target.replace(/^(?:\.\/)+/, ''));
}
