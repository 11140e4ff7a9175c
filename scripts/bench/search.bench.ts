import { it } from 'vitest';
import { report } from './measure.ts';
import { measureSearch } from './search.ts';

it('search', async ({ task }) => {
  for (const measured of await measureSearch()) report(task, measured);
});
