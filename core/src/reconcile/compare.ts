import { fromAsked } from './askedMounts.ts';
import { configFolders } from './configFolders.ts';
import { keptState } from './keptState.ts';
import type { Difference, Observed } from './types.ts';

/** Nobody reads more of one container. */
const mostDifferences = 50;

/**
 * How a container or pod differs from what was asked for, and from what is needed for nothing to be lost. A record can add to what
 * is needed, and never take from it.
 * @returns undefined for one that is not Claude's, as far as can be told from outside
 */
export function compare(observed: Observed): Difference[] | undefined {
  const { asked = [], mounts, unreadable, isOurs } = observed;
  const folders = configFolders(observed);
  if (folders.length === 0 && !isOurs && !asked.some(({ isRecord }) => isRecord)) return undefined;
  const known = new Set<string>();
  const recorded = asked.flatMap((each) => {
    const found = fromAsked(mounts, each).filter(({ path }) => !known.has(path));
    for (const { path } of found) known.add(path);
    return found;
  });
  const needed = folders
    .flatMap((folder) => keptState(folder, mounts))
    .filter(({ path }) => !known.has(path));
  return [...(unreadable === undefined ? [] : [unread(unreadable)]), ...recorded, ...needed].slice(
    0,
    mostDifferences,
  );
}

function unread(why: string): Difference {
  return {
    code: 'record-unreadable',
    path: '',
    asked: 'a record of the mounts that it has to have',
    is: why,
    fix: 'Recreate it with the tool that made it.',
  };
}
