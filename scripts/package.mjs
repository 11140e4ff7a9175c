// `npm run package`: builds, and packs the extension to claude-sessions-VERSION.vsix in the root, or to `--out FILE`. Needs
// neither a network nor a git remote, and leaves nothing else behind. Prints the path and the size.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, homepage } = JSON.parse(readFileSync(join(root, 'extension/package.json'), 'utf8'));
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const vsix = resolve(values.out ?? join(root, `${name}-${version}.vsix`));
/** What vsce chooses from, by the manifest's `files`: vsce wants it all beside the manifest. */
const sources = ['extension/package.json', 'extension/package.nls.json', 'extension/dist', 'extension/media'];
const fromRoot = ['README.md', 'CHANGELOG.md', 'LICENSE'];

/** Runs a program of Node's. @throws when it fails; it has said why */
function run(args, cwd) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args[0]} ended with ${signal ?? status}`);
}

/** vsce's arguments; relative links and pictures of the README become those of this version's tag. */
function vsceArguments() {
  const repository = homepage.replace(/#.*$/, '');
  const raw = repository.replace('https://github.com/', 'https://raw.githubusercontent.com/');
  return [
    'package',
    // All that runs is in the bundles.
    '--no-dependencies',
    '--no-gitHubIssueLinking',
    ...['--baseContentUrl', `${repository}/blob/v${version}`],
    ...['--baseImagesUrl', `${raw}/v${version}`],
    ...['--out', vsix],
  ];
}

run(['scripts/build.mjs'], root);
const staging = mkdtempSync(join(tmpdir(), 'claude-sessions-vsix-'));
try {
  for (const path of [...sources, ...fromRoot]) {
    cpSync(join(root, path), join(staging, path.replace(/^extension\//, '')), { recursive: true });
  }
  run([join(root, 'node_modules/@vscode/vsce/vsce'), ...vsceArguments()], staging);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
process.stdout.write(`${vsix}: ${(statSync(vsix).size / 1000).toFixed(1)} kB\n`);
