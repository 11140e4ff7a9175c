import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAnswer } from '../../harness/conversations/answers.ts';
import { sessionNumber, TranscriptWriter } from '../../harness/conversations/TranscriptWriter.ts';
import { expectErrorReport, expectStatsReport } from '../../harness/project/reportSchema.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const hostile = 'claude-\u001b[31mred\u202e-opus';

function newPlace() {
  const place = new CliPlace();
  const real = realpathSync(place.folder);
  const filedBy = (folder: string) =>
    join(place.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
  const write = (number: number, folder = real) =>
    new TranscriptWriter(filedBy(folder), sessionNumber(number), { cwd: folder });
  return { place, real, write };
}

it('shows what it came to: cost first, no wider than the terminal, in ASCII where it is no terminal', async () => {
  const { place, write } = newPlace();
  const first = write(1).user(
    'The list of users is empty after the second login, and nobody knows why that is so.',
  );
  writeAnswer(first, { id: 'm1', usage: { output_tokens: 1_000_000 } });
  writeAnswer(first, { id: 'm2', model: hostile, content: [{ type: 'tool_use', id: 't1', name: 'Bash' }] });
  writeAnswer(write(2).user('Else'), {
    id: 'm3',
    members: { gitBranch: 'feature/a-branch-with-a-long-name-of-its-own' },
  });
  const { exitCode, stdout, stderr } = await place.run('stats');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((each) => each.length > 80)).toEqual([]);
  expect(stdout).toMatch(/^[\n -~…]*$/);
  expect(lines[0]).toMatch(/^This week {3}/);
  expect(stdout).toMatch(/^In all +\$15\.00 \+ {3}1\.0M tokens, 2 prompts, /m);
  expect(stdout).toContain('3 answers in 2 conversations');
  expect(stdout).toMatch(/^ {2}claude-sonnet-4-6 +#{20,} +\$15\.00 +1\.0M$/m);
  expect(stdout).toMatch(/^ {2}00000001 The list of users is/m);
  expect(stdout).toMatch(/^ {2}Bash +#+ +1$/m);
  expect(stdout).toContain('+ No price is known of: claude-\\u001b[31mred\\u202e-opus.');
});

it('shows one table, of a time', async () => {
  const { place, write } = newPlace();
  const writer = write(1);
  const at = (timestamp: string) => ({ timestamp });
  writeAnswer(writer, { id: 'm1', members: at('2026-10-31T12:00:00.000Z') });
  writeAnswer(writer, { id: 'm2', members: at('2026-11-05T12:00:00.000Z') });
  writeAnswer(writer, { id: 'm3', members: at('2026-11-09T12:00:00.000Z') });
  const { stdout } = await place.run(
    'stats',
    '--since',
    '2026-11-01',
    '--until',
    '2026-11-09',
    '--by',
    'week',
  );
  expect(stdout).toMatch(/^In all +<\$0\.01/);
  const rows = stdout.split('\n').filter((each) => each.startsWith('  2026'));
  expect(rows.map((each) => each.trim().split(/\s+/)[0])).toEqual(['2026-11-02', '2026-11-09']);
  const all = await place.json('stats', '--since', '2026-11-01');
  expect(all).toMatchObject({
    total: { answers: 2 },
    last: { time: '2026-11-09T12:00:00.000Z', ms: 1794225600000 },
  });
});

it('counts the project alone, or all', async () => {
  const { place, real, write } = newPlace();
  writeAnswer(write(1), { id: 'm1' });
  writeAnswer(write(2, join(real, 'src')), { id: 'm2' });
  writeAnswer(write(3, `${real}-other`), { id: 'm3' });
  expect(await place.json('stats')).toMatchObject({ total: { answers: 2 } });
  expect(await place.json('stats', '--all')).toMatchObject({ total: { answers: 3 } });
  expect(await place.json('stats', `${real}-other`).catch((error) => error.message)).toContain('error');
});

it('prints JSON that keeps to its schema, whatever is in a transcript', async () => {
  const { place, write } = newPlace();
  const writer = write(1).user('\u001b]0;title\u0007 \u202e');
  const members = { gitBranch: '\u001b[2J', cwd: '/\u202e' };
  writeAnswer(writer, {
    id: 'm1',
    model: hostile,
    members,
    content: [{ type: 'tool_use', id: 't', name: '\u001b[2J' }],
  });
  writeAnswer(writer, { id: 'm2' });
  const { stdout } = await place.run('stats', '--json');
  expectStatsReport(JSON.parse(stdout));
  expect(stdout).toMatch(/^[\n -~]*$/);
  expectStatsReport(await place.json('stats', '--until', '2020-01-01'));
});

it('says that there is nothing, and what a day is', async () => {
  const { place } = newPlace();
  const { exitCode, stdout, stderr } = await place.run('stats');
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'Nothing was used in this project yet; --all counts every project.\n',
  });
  const wrong = await place.run('stats', '--since', '2026-02-30', '--json');
  expect(wrong.exitCode).toBe(2);
  expectErrorReport(JSON.parse(wrong.stdout));
});
