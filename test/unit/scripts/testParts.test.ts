import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addUp, closingLine, type Ended, longTests, partsOf } from '../../../scripts/testParts.mjs';
import config from '../../../vitest.config.ts';

const tests = (...statuses: string[]) => statuses.map((status, i) => ({ status, fullName: `test ${i}` }));

/** A part that ended, with one file of these tests. */
function part(name: string, status: number | string, ...statuses: string[]): Ended {
  const failed = statuses.includes('failed');
  const file = {
    name: `${name}.test.ts`,
    status: failed ? 'failed' : 'passed',
    assertionResults: tests(...statuses),
  };
  const count = (wanted: string) => statuses.filter((each) => each === wanted).length;
  return {
    name,
    status,
    report: {
      numPassedTests: count('passed'),
      numPendingTests: count('pending'),
      numTodoTests: 0,
      testResults: [file],
    },
  };
}

it.each([true, false])('every tier is in one part, or in both its halves (as root: %s)', (asRoot) => {
  const parts = partsOf(asRoot);
  const shares = parts.flatMap(({ tiers, shard }) => tiers.map((tier) => ({ tier, shard })));
  const halves = shares.filter(({ shard }) => shard).map(({ tier, shard }) => `${tier} ${shard}`);
  expect(halves).toEqual(asRoot ? ['docker 1/2', 'docker 2/2'] : []);
  const tiers = [...new Set(shares.map(({ tier }) => tier))].sort();
  const projects = config.test?.projects ?? [];
  const names = projects.map((each) => (each as { test: { name: string } }).test.name).sort();
  expect(tiers).toEqual(names);
  const folders = readdirSync(join(import.meta.dirname, '../..'));
  expect(folders).toEqual(expect.arrayContaining(names));
});

it('what passed in all parts is counted together', () => {
  const sum = addUp([part('quick', 0, 'passed', 'passed'), part('docker', 0, 'passed')], {
    skipsAllowed: false,
  });
  expect(sum).toMatchObject({ ok: true, failures: [] });
  expect(closingLine(sum)).toBe('3 passed, 0 failed');
});

it('a red test in any part fails the whole, and is named', () => {
  const sum = addUp([part('quick', 0, 'passed'), part('docker', 1, 'failed', 'passed')], {
    skipsAllowed: false,
  });
  expect(sum).toMatchObject({ ok: false, failures: [{ name: 'docker.test.ts: test 0' }] });
  expect(closingLine(sum)).toBe('2 passed, 1 failed');
});

it.each([
  ['that did not load', []],
  ['whose set-up failed', tests('pending', 'pending')],
])('a file %s is a failure', (_, assertionResults) => {
  const ended = part('docker', 1, 'passed');
  const broken = { name: 'broken.test.ts', status: 'failed', assertionResults };
  const report = { ...ended.report, testResults: [...(ended.report?.testResults ?? []), broken] };
  const sum = addUp([{ ...ended, report } as Ended], { skipsAllowed: false });
  expect(sum).toMatchObject({ ok: false, failures: [{ name: 'broken.test.ts' }] });
});

it.each([
  ['a part that ended without a report', [{ name: 'vscode', status: 'SIGKILL' }]],
  ['a part that left no report, and ended well', [{ name: 'vscode', status: 0 }]],
  ['a part that failed though its tests passed', [part('vscode', 1, 'passed')]],
])('%s is a failure', (_, ended) => {
  const sum = addUp([part('quick', 0, 'passed'), ...ended], { skipsAllowed: true });
  expect(sum).toMatchObject({
    ok: false,
    failed: 1,
    failures: [{ name: `vscode ended with ${ended[0]?.status}`, why: [] }],
  });
});

it('why a test failed is told, of each try, without colors and stacks', () => {
  const failureMessages = [
    'Error: \u001b[31ma row "x"\u001b[0m: not within 1 ms\nLast seen: []\n    at eventually (steps.ts:1:1)',
    'Error: ENOENT\n    at rmSync',
  ];
  const ended = part('vscode', 1, 'failed');
  const [file] = ended.report?.testResults ?? [];
  const assertionResults = file?.assertionResults.map((test) => ({ ...test, failureMessages }));
  const report = { ...ended.report, testResults: [{ ...file, assertionResults }] };
  const { failures } = addUp([{ ...ended, report } as Ended], { skipsAllowed: false });
  expect(failures).toMatchObject([
    { why: ['Error: a row "x": not within 1 ms', 'Last seen: []', 'Error: ENOENT'] },
  ]);
});

it('a skipped test is told, and a failure where skips are not allowed', () => {
  const ended = [part('quick', 0, 'passed', 'pending')];
  expect(closingLine(addUp(ended, { skipsAllowed: true }))).toBe('1 passed, 0 failed, 1 skipped');
  expect(addUp(ended, { skipsAllowed: true }).ok).toBe(true);
  expect(addUp(ended, { skipsAllowed: false }).ok).toBe(false);
});

it('what has a long form is found, and nothing else', () => {
  const folder = join(import.meta.dirname, '../..');
  const names = longTests(folder).map((path) => path.slice(folder.length + 1));
  expect(names).toContain('shell/claudeState/kill.test.ts');
  expect(names).toContain('docker/composeChain.test.ts');
  expect(names).not.toContain('unit/scripts/testParts.test.ts');
});
