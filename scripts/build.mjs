// Builds what runs: the CLI's bundle, and the generated files of each Feature. Takes well under a second.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { assembleFeatures } from './assembleFeatures.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'cli/src/main.ts', scanWorker: 'cli/src/verify/scanWorker.ts' },
  outdir: 'cli/dist',
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  minifySyntax: true,
  minifyWhitespace: true,
  // jsonc-parser's `main` is a UMD build that bundlers cannot follow.
  mainFields: ['module', 'main'],
  external: ['@devcontainers/cli'],
  loader: { '.sh': 'text', '.ps1': 'text' },
  banner: {
    // CommonJS libraries inside an ESM bundle ask for `require` and `__filename`.
    js: [
      "import{createRequire as __createRequire}from'node:module';",
      "import{fileURLToPath as __fileURLToPath}from'node:url';",
      'const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);',
    ].join(''),
  },
  logLevel: 'warning',
});
// Whole and only where it changed: somebody may be running it, such as a test beside the one that packs it.
const folder = join(root, 'cli/dist');
mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) {
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  writeFileSync(`${path}.${process.pid}`, contents);
  renameSync(`${path}.${process.pid}`, path);
}
const built = outputFiles.map(({ path }) => path);
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  // What an earlier build left would be packed as well.
  if (name.endsWith('.js') && !built.includes(path)) rmSync(path);
}
chmodSync(`${root}/cli/bin/claude-sessions.js`, 0o755);
await assembleFeatures();
