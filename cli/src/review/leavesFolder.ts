import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** No system opens a longer path. */
const longestPath = 4096;

/**
 * Whether a path of the workspace leads out of it by a link, as things are now; a link to nothing may lead there later. A container
 * may name paths of any length: it is asked for what is there, name by name, and no further.
 */
export function leavesFolder(realFolder: string): (path: string) => boolean {
  return (path) => {
    if (path.length > longestPath) return false;
    let at = realFolder;
    for (const name of relative(realFolder, path).split(sep).filter(Boolean)) {
      at = join(at, name);
      const isLink = isLinkThere(at);
      if (isLink === undefined) return false;
      if (!isLink) continue;
      const target = targetOf(at);
      if (target === undefined || isOutside(relative(realFolder, target))) return true;
      at = target;
    }
    return isOutside(relative(realFolder, at));
  };
}

/** Undefined when there is nothing that could be opened. */
function isLinkThere(path: string): boolean | undefined {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

const isOutside = (way: string) => way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
