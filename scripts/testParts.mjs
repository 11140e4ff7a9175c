// What `npm test` runs side by side, and how their results make one; what `npm run test:long` runs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The parts: a name, the tiers, and whether their tests wait until the quick part has ended. Docker's mostly wait for their
 * engine, so that another part has the processors meanwhile: first the quick one, then that of the windows, which gets ready
 * (VS Code, its images) in the meantime.
 */
export const parts = [
  { name: 'quick', tiers: ['unit', 'shell', 'package'], waits: false },
  { name: 'docker', tiers: ['docker'], waits: false },
  { name: 'vscode', tiers: ['vscode'], waits: true },
];

/**
 * Adds up what vitest's JSON reporter wrote of each part.
 * @param ended for each part its exit code and its report; undefined where it wrote none
 * @returns the counts, the names of what failed, and whether all is well
 */
export function addUp(ended, { skipsAllowed }) {
  const sum = { passed: 0, failed: 0, skipped: 0, names: [] };
  for (const { name, status, report } of ended) {
    const files = report?.testResults ?? [];
    // Of a file that did not load, or whose set-up failed, no test has failed.
    const broken = files.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ file, test })));
    const bad = tests.filter(({ test }) => test.status === 'failed');
    const names = [
      ...broken.map((file) => file.name),
      ...bad.map(({ file, test }) => `${file.name}: ${test.fullName}`),
    ];
    if (names.length === 0 && (status !== 0 || !report)) names.push(`${name} ended with ${status}`);
    sum.passed += report?.numPassedTests ?? 0;
    sum.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
    sum.failed += names.length;
    sum.names.push(...names);
  }
  return { ...sum, ok: sum.failed === 0 && (skipsAllowed || sum.skipped === 0) };
}

/** The last line of `npm test`. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * The tests that have a long form: those that ask for `rounds`.
 * @param folder where all tests are
 * @returns their paths
 */
export function longTests(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((path) => readFileSync(path, 'utf8').includes('rounds({ short'));
}
