import { it } from 'vitest';
import { report } from './measure.ts';
import { measureVerify } from './verify.ts';

it('verify', async ({ task }) => {
  for (const measured of await measureVerify()) report(task, measured);
});
