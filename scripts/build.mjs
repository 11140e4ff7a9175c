// Builds what runs: the CLI's bundle, the extension's, and the generated files of each Feature. Takes about a second.
// `--sourcemap` adds source maps for a debugger; what ships has none.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { assembleClaudeState } from './assembleClaudeState.mjs';
import { assembleFeatures } from './assembleFeatures.mjs';
import { makeBundles, root } from './bundles.mjs';
import { checkBundles } from './checkBundles.mjs';
import { writeFiles } from './writeFiles.mjs';

const bundles = await makeBundles({ sourcemap: process.argv.includes('--sourcemap') });
const wrong = checkBundles(bundles);
for (const sentence of wrong) process.stderr.write(`${sentence}\n`);
if (wrong.length > 0) process.exit(1);
for (const { folder, outputFiles } of bundles)
  writeFiles(join(root, folder), withProgram(folder, outputFiles));
chmodSync(join(root, 'cli/bin/claude-sessions.js'), 0o755);
await assembleFeatures();

/** What `export` writes for containers lies beside the code that reads it. */
function withProgram(folder, files) {
  if (folder !== 'cli/dist') return files;
  const contents = Buffer.from(assembleClaudeState());
  return [...files, { path: join(root, folder, 'claude-state'), contents }];
}
