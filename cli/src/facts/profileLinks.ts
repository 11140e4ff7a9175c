import { readdir, readlink, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';

/** At most so many are named, of so many entries that are looked at. */
const maxLinks = 20;
const maxEntries = 1000;

/**
 * Entries of the shared folders of `~/.claude` that are links to what the container does not get: a line each. What leads
 * nowhere on the host either is left out.
 */
export async function profileLinks(home: string): Promise<string[]> {
  const found = await Promise.all(
    profileDirectories.map((name) => linksOut(join(home, '.claude', name), name)),
  );
  return found.flat().slice(0, maxLinks);
}

async function linksOut(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const links = entries.slice(0, maxEntries).filter((entry) => entry.isSymbolicLink());
  const lines = await Promise.all(
    links.map(async (entry) => {
      const path = join(folder, entry.name);
      const target = await readlink(path).catch(() => undefined);
      if (target === undefined || staysInside(name, target)) return [];
      const isThere = await stat(path).then(
        () => true,
        () => false,
      );
      return isThere ? [`~/.claude/${name}/${entry.name} -> ${target}`] : [];
    }),
  );
  return lines.flat();
}

/** In the container the shared folders lie beside each other, and nothing else of the host does. */
function staysInside(name: string, target: string): boolean {
  const path = posix.resolve('/shared', name, target.replaceAll('\\', '/'));
  return (
    !/^([\\/]|[A-Za-z]:)/.test(target) &&
    profileDirectories.some((each) => path.startsWith(`/shared/${each}/`))
  );
}
