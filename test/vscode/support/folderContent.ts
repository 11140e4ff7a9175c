import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder, but git's: its bytes, as Latin-1 text, and whether it may be executed. */
export function folderContent(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (file) => !file.isDirectory(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return Object.fromEntries(
    paths
      .map((path) => [path, path.slice(folder.length + 1)] as const)
      .filter(([, name]) => !name.startsWith('.git/'))
      .map(([path, name]) => [name, `${mode(path)} ${readFileSync(path, 'latin1')}`]),
  );
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
