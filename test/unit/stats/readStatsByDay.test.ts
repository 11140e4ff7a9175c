import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStatsByDay } from '../../../cli/src/stats/readStats.ts';
import { writeAnswer } from '../../harness/conversations/answers.ts';
import { sessionNumber, TranscriptWriter } from '../../harness/conversations/TranscriptWriter.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

it('adds up several projects together, what both have once, and each model on each day', async () => {
  const home = newFolder();
  const configDir = join(home, '.claude');
  const write = (name: string, number: number) => {
    const folder = join(configDir, 'projects', `-home-me-${name}`);
    mkdirSync(folder, { recursive: true });
    return new TranscriptWriter(folder, sessionNumber(number), { cwd: `/home/me/${name}` });
  };
  const [app, lib] = [write('app', 1), write('lib', 2)];
  for (const writer of [app, lib]) writeAnswer(writer, { id: 'm1', model: 'claude-opus-4-5-20251101' });
  writeAnswer(lib, { id: 'm2', model: 'no such model, with spaces' });
  const projects = ['/home/me/app', '/home/me/lib'];
  const { stats, modelDays } = await readStatsByDay(
    projects.map((project) => ({ home, configDir, project })),
  );
  expect(stats.total).toMatchObject({ answers: 2, conversations: 2 });
  const days = new Set(stats.by.day.map(({ key }) => key));
  for (const { day } of modelDays) expect(days).toContain(day);
  expect(modelDays.map(({ model }) => model).sort()).toEqual([
    'claude-opus-4-5-20251101',
    'no such model, with spaces',
  ]);
  const tokens = modelDays.reduce((sum, one) => sum + one.tokens, 0);
  const { input, output, cacheWrite, cacheRead, cost } = stats.total;
  expect(tokens).toBe(input + output + cacheWrite + cacheRead);
  expect(modelDays.reduce((sum, one) => sum + one.cost, 0)).toBeCloseTo(cost);
});
