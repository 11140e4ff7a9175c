import { expect, test } from 'vitest';
import { letOthersRun } from '../../../cli/src/review/letOthersRun.ts';

test('who has worked for long lets the rest of the process run', async () => {
  for (const end = performance.now() + 40; performance.now() < end; );
  let hasRun = false;
  setImmediate(() => {
    hasRun = true;
  });
  await letOthersRun();
  expect(hasRun).toBe(true);
});
