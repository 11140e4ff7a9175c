import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCodes, UserError } from '../../../cli/src/host/errors.ts';
import { errorReport, usageReport } from '../../../cli/src/terminal/errorReport.ts';
import { expectErrorReport } from '../../harness/project/reportSchema.ts';
import { repository } from '../../harness/system/repository.ts';

it('has the codes that there are', () => {
  const schema = JSON.parse(readFileSync(join(repository, 'schemas/error-report.schema.json'), 'utf8'));
  expect(schema.properties.error.properties.code.enum).toEqual(errorCodes);
});

it.each([
  ['a user error', new UserError('x', 'Do y.').as('cancelled'), { code: 'cancelled', next: 'Do y.' }],
  ['one without advice', new UserError('x'), { code: 'failed', next: null }],
  ['a system error', Object.assign(new Error('EACCES'), { syscall: 'open' }), { code: 'system-error' }],
  ['a fault of ours', new TypeError('x'), { code: 'internal-error', message: 'x' }],
  ['what is no error', 'x', { code: 'internal-error', message: 'x' }],
])('%s keeps to it', (_, thrown, expected) => {
  const report = errorReport(thrown);
  expectErrorReport(report);
  expect(report.error).toMatchObject(expected);
});

it('takes what is wrong and what was meant from the words of the parser', () => {
  expect(usageReport("error: unknown option '--x'\n(Did you mean --y?)").error).toEqual({
    code: 'wrong-usage',
    message: "unknown option '--x'",
    next: 'Did you mean --y?',
    exitCode: 2,
  });
});
