// `npm test`: builds, then runs every tier; what vitest does not run is said, and the last line counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'claude-sessions-results-'));
const results = join(scratch, 'results.json');

const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

let status = run(process.execPath, ['scripts/build.mjs']);
if (status === 0) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  status = run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...reporters,
    ...process.argv.slice(2),
  ]);
}
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  // A file that did not load has no tests to fail.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const skipped = numPendingTests + numTodoTests;
  const failed = numFailedTests + broken + (status !== 0 && numFailedTests + broken === 0 ? 1 : 0);
  if (process.env.CI === 'true' && skipped > 0) {
    console.error(`${skipped} tests were skipped, which CI does not allow.`);
    status = 1;
  }
  console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
} catch {
  console.log('0 passed, 1 failed');
  status ||= 1;
}
rmSync(scratch, { recursive: true, force: true });
process.exitCode = status;
