import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in a folder: path to type, mode, link target or bytes; with `times`, when it was changed too. */
export function tree(root: string, { times = false } = {}): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (relative: string) => {
    for (const name of readdirSync(join(root, relative)).sort()) {
      const path = join(relative, name);
      const stats = lstatSync(join(root, path), { bigint: true });
      const mode = (stats.mode & 0o7777n).toString(8);
      const when = times ? ` ${stats.mtimeNs} ${stats.ino}` : '';
      if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(join(root, path))}${when}`;
      else if (stats.isDirectory()) {
        found[path] = `folder ${mode}${when}`;
        walk(path);
      } else if (!stats.isFile()) found[path] = `special ${mode}${when}`;
      else found[path] = `file ${mode} ${JSON.stringify(readFileSync(join(root, path), 'latin1'))}${when}`;
    }
  };
  walk('');
  return found;
}
