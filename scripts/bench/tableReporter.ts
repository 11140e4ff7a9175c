import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Measured } from './measure.ts';

/** Prints what was measured as a Markdown table, and whatever went wrong. */
export default class TableReporter implements Reporter {
  onTestCaseReady(test: TestCase): void {
    process.stderr.write(`measuring: ${test.fullName} …\n`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const rows = tests.flatMap((test) => (test.meta().measured ?? []).map(row));
    const head = '| | bare | ours | more | ratio |\n|---|---|---|---|---|';
    process.stdout.write(`${[head, ...rows].join('\n')}\n`);
    const errors = [
      ...modules.flatMap((module) => module.errors()),
      ...tests.flatMap((test) => test.result().errors ?? []),
    ];
    for (const error of errors) process.stderr.write(`${error.stack ?? error.message}\n`);
  }
}

const row = ({ what, against, ours, bare, rounds, unit = 'ms' }: Measured) => {
  const amounts = [bare, ours, ours - bare].map((value) => `${rounded(value)} ${unit}`);
  const name = `${what}, against ${against}${rounds > 1 ? ` (${rounds}×)` : ''}`;
  return `| ${[name, ...amounts, (ours / bare).toFixed(2)].join(' | ')} |`;
};

const rounded = (value: number) => (Math.abs(value) < 10 ? value.toFixed(1) : `${Math.round(value)}`);
