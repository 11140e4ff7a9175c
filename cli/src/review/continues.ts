import { lengthOf, type Pair } from './pair.ts';
import type { Range } from './wholeLines.ts';
import { batches, linesIn, readBatch } from './wholeLines.ts';

/**
 * Whether what is new in the mirror goes on from what was pushed there since the last pull. A Claude Code that had the conversation
 * open meanwhile knows nothing of that, and goes on from before it: then both sides went on.
 */
export function continues(
  fd: number,
  pair: Pair,
  news: Range,
  pushedFrom: NonNullable<Pair['pushedFrom']>,
): boolean {
  const pushed = new Set<string>();
  const end = pair.skip?.side === 'mirror' ? pushedFrom.mirror : lengthOf(pair.known.mirror);
  eachLink(fd, { from: pushedFrom.mirror, end }, ({ uuid }) => {
    pushed.add(uuid);
    return true;
  });
  if (pushed.size === 0 && pair.skip?.side !== 'mirror') return true;
  let isContinued = true;
  eachLink(fd, news, ({ parent }) => {
    isContinued = parent === null || pushed.has(parent);
    return false;
  });
  return isContinued;
}

/** The messages of a part, as they hang together; agents' own ones apart. @param each says whether to go on */
function eachLink(
  fd: number,
  range: Range,
  each: (link: { uuid: string; parent: string | null }) => boolean,
): void {
  for (const batch of batches(fd, range)) {
    for (const { line } of linesIn(readBatch(fd, batch).bytes)) {
      const link = linkOf(line);
      if (link && !each(link)) return;
    }
  }
}

/** Longer ones are not parsed for that. */
const maxLine = 16 * 1024 * 1024;

function linkOf(line: Buffer): { uuid: string; parent: string | null } | undefined {
  if (line.length > maxLine || !line.includes('"parentUuid"')) return undefined;
  try {
    const { uuid, parentUuid, isSidechain, type } = JSON.parse(line.toString());
    if (typeof uuid !== 'string' || isSidechain === true || type === 'progress') return undefined;
    return { uuid, parent: typeof parentUuid === 'string' ? parentUuid : null };
  } catch {
    return undefined;
  }
}
