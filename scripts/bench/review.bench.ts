import { it } from 'vitest';
import { report } from './measure.ts';
import { measureReview } from './review.ts';

it('review', async ({ task }) => {
  for (const measured of await measureReview()) report(task, measured);
});
