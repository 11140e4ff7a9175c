// Puts built files where they belong: each whole at any moment and only where it changed, since somebody may be running it,
// such as a test beside the one that packs it.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes files into a folder and removes what an earlier build left there, which would be packed as well.
 * @param folder absolute; folders in it are left alone
 * @param files as esbuild gives them: `{path, contents}`, paths absolute
 */
export function writeFiles(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  const built = new Set(files.map(({ path }) => path));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // What another build is about to rename has a number for its ending.
    if (entry.isFile() && /\.(m?js|map)$/.test(entry.name) && !built.has(path)) rmSync(path, { force: true });
  }
}
