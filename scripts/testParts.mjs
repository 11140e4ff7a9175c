// What `npm test` runs side by side, and how their results make one; what `npm run test:long` runs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * The parts: a name, the tiers, which share of their files, and whether their tests wait until the quick part has ended.
 * Docker's mostly wait for their engine, so that others have the processors meanwhile: root, who starts engines of its own, runs
 * them in two halves, each with its engine. That of the windows gets ready (VS Code, its images) beside the quick one.
 * @param {boolean} asRoot
 */
export function partsOf(asRoot) {
  const halves = asRoot ? ['1/2', '2/2'] : [undefined];
  return [
    { name: 'quick', tiers: ['unit', 'shell', 'package'], waits: false },
    ...halves.map((shard, index) => ({
      name: shard ? `docker${index + 1}` : 'docker',
      tiers: ['docker'],
      ...(shard && { shard }),
      waits: false,
    })),
    { name: 'vscode', tiers: ['vscode'], waits: true },
  ];
}

/**
 * Adds up what vitest's JSON reporter wrote of each part.
 * @param ended for each part its exit code and its report; undefined where it wrote none
 * @returns the counts, what failed with the beginning of each message, and whether all is well
 */
export function addUp(ended, { skipsAllowed }) {
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { name, status, report } of ended) {
    const files = report?.testResults ?? [];
    // Of a file that did not load, or whose set-up failed, no test has failed.
    const broken = files.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ file, test })));
    const bad = tests.filter(({ test }) => test.status === 'failed');
    const failures = [
      ...broken.map((file) => ({ name: file.name, why: beginnings([file.message]) })),
      ...bad.map(({ file, test }) => ({
        name: `${file.name}: ${test.fullName}`,
        why: beginnings(test.failureMessages),
      })),
    ];
    if (failures.length === 0 && (status !== 0 || !report))
      failures.push({ name: `${name} ended with ${status}`, why: [] });
    sum.passed += report?.numPassedTests ?? 0;
    sum.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
    sum.failed += failures.length;
    sum.failures.push(...failures);
  }
  return { ...sum, ok: sum.failed === 0 && (skipsAllowed || sum.skipped === 0) };
}

/** What each try failed with: the first lines of its message, without the stack. */
function beginnings(messages = []) {
  return messages.filter(Boolean).flatMap((message) =>
    stripVTControlCharacters(message)
      .split(/\n\s+at /)[0]
      .split('\n')
      .slice(0, 5),
  );
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
    .filter((path) => readFileSync(path, 'utf8').includes("/system/rounds.ts'"));
}
