// Puts beside a package's manifest what everybody looks for in a package and which lies in the root; afterwards takes it
// away again. Usage: copyPackageFiles.mjs [--remove] PACKAGE_FOLDER
import { copyFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const remove = process.argv[2] === '--remove';
const folder = process.argv[remove ? 3 : 2];
if (!folder) {
  process.stderr.write('Usage: node scripts/copyPackageFiles.mjs [--remove] PACKAGE_FOLDER\n');
  process.exit(2);
}
for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
  const copy = `${root}/${folder}/${name}`;
  if (remove) await rm(copy, { force: true });
  else await copyFile(`${root}/${name}`, copy);
}
