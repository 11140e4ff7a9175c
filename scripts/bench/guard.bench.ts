import { it } from 'vitest';
import { measureGuard } from './guard.ts';
import { report } from './measure.ts';

it('guard', async ({ task }) => {
  report(task, ...(await measureGuard()));
});
