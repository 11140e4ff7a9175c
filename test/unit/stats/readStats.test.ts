import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStats } from '../../../cli/src/stats/readStats.ts';
import { otherKey } from '../../../core/src/stats/Stats.ts';
import { writeAnswer } from '../../harness/conversations/answers.ts';
import { sessionNumber, TranscriptWriter } from '../../harness/conversations/TranscriptWriter.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

function newPlace() {
  const home = newFolder();
  const configDir = join(home, '.claude');
  const folder = join(configDir, 'projects/-home-me-app');
  mkdirSync(folder, { recursive: true });
  const write = (number: number, common = {}) =>
    new TranscriptWriter(folder, sessionNumber(number), { cwd: '/home/me/app', ...common });
  const troubles: string[] = [];
  const request = { configDir, home, onTrouble: (sentence: string) => void troubles.push(sentence) };
  return {
    home,
    configDir,
    folder,
    write,
    troubles,
    request,
    read: (more = {}) => readStats({ ...request, ...more }),
  };
}

const line = (answer: object) => `${JSON.stringify(answer)}\n`;

function answerLine(id: string, session: string, members: object = {}): object {
  return {
    ...{
      type: 'assistant',
      uuid: `u-${id}`,
      timestamp: '2026-11-30T10:00:00.000Z',
      sessionId: session,
      requestId: id,
    },
    message: {
      id,
      role: 'assistant',
      model: 'claude-sonnet-4-6',
      content: [],
      usage: { input_tokens: 1, output_tokens: 7 },
    },
    ...members,
  };
}

it('counts an answer once, however many lines have it, by the most that they say', async () => {
  const { write, read } = newPlace();
  const writer = write(1);
  writeAnswer(writer, { id: 'm1', usage: { output_tokens: 1 } });
  writeAnswer(writer, { id: 'm1', usage: { output_tokens: 250 } });
  writeAnswer(writer, { id: 'm1', usage: { output_tokens: 3 } });
  writeAnswer(writer, { id: 'm2' });
  const { total } = await read();
  expect(total).toMatchObject({ answers: 2, input: 20, output: 350, conversations: 1 });
});

it('counts what a fork, a background copy and a repeated line have once, for the conversation that had it first', async () => {
  const { write, read } = newPlace();
  const [first, fork, copy] = [write(5), write(1), write(2)];
  for (const writer of [first, copy, first]) writeAnswer(writer, { id: 'm1' });
  writeAnswer(fork, { id: 'm1', members: { forkedFrom: { sessionId: first.id, messageUuid: 'x' } } });
  writeAnswer(fork, { id: 'm2' });
  const { total, by } = await read();
  expect(total).toMatchObject({ answers: 2, output: 200 });
  expect(by.conversation.map(({ key, answers }) => [key, answers])).toEqual(
    [
      [first.id, 1],
      [fork.id, 1],
    ].sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)),
  );
});

it('believes a line that says which conversation asked', async () => {
  const { write, read } = newPlace();
  const [copy, asker] = [write(1), write(2)];
  for (const writer of [copy, asker])
    writeAnswer(writer, { id: 'm1', members: { requestSessionId: asker.id } });
  expect((await read()).by.conversation.map(({ key }) => key)).toEqual([asker.id]);
});

it('takes an answer without its request for the same', async () => {
  const { write, read } = newPlace();
  const writer = write(1);
  writeAnswer(writer, { id: 'm1', members: { requestId: undefined } });
  writeAnswer(writer, { id: 'm1', request: 'req_1' });
  writeAnswer(writer, { id: 'm1', request: 'req_2' });
  expect((await read()).total.answers).toBe(2);
});

it('counts prompts once, and forks of forks', async () => {
  const { write, read } = newPlace();
  write(1).user('Mend it.', { uuid: 'p1' }).user('Again.', { uuid: 'p2' }).user('Again.', { uuid: 'p2' });
  write(2).user('Mend it.', { uuid: 'q1', forkedFrom: { messageUuid: 'p1' } });
  write(3)
    .user('Mend it.', { uuid: 'r1', forkedFrom: { messageUuid: 'q1' } })
    .user('Else.', { uuid: 'r2' });
  write(4)
    .user('A', { uuid: 's1', forkedFrom: { messageUuid: 's2' } })
    .user('B', { uuid: 's2', forkedFrom: { messageUuid: 's1' } });
  // The last two name each other.
  expect((await read()).total.prompts).toBe(3 + 2);
});

it('counts subagents for their conversation, wherever their lines are, and follows no link', async () => {
  const { folder, write, read } = newPlace();
  const writer = write(1);
  writeAnswer(writer, { id: 'm1' });
  const side = { isSidechain: true };
  writeAnswer(writer, { id: 'm2', members: side });
  const below = (path: string, id: string) =>
    writeAnswer(new TranscriptWriter(join(folder, writer.id, path), 'agent-a1', { sessionId: writer.id }), {
      id,
      members: side,
    });
  below('subagents', 'm2');
  below('subagents/workflows/wf_1', 'm3');
  writeAnswer(new TranscriptWriter(folder, 'agent-b2', { sessionId: writer.id }), {
    id: 'm4',
    members: side,
  });
  // Its transcript was swept.
  writeAnswer(new TranscriptWriter(join(folder, sessionNumber(9), 'subagents'), 'agent-c', {}), {
    id: 'm5',
    members: side,
  });
  const other = newFolder();
  writeAnswer(new TranscriptWriter(other, 'agent-z'), { id: 'm9' });
  symlinkSync(other, join(folder, writer.id, 'subagents/linked'));
  symlinkSync(join(other, 'agent-z.jsonl'), join(folder, writer.id, 'subagents/agent-z.jsonl'));
  execFileSync('mkfifo', [join(folder, writer.id, 'subagents/agent-fifo.jsonl')]);
  const { total, by } = await read();
  expect(total.answers).toBe(5);
  expect(by.conversation.map(({ key, answers }) => [key, answers])).toEqual([
    [writer.id, 4],
    [sessionNumber(9), 1],
  ]);
});

it('reads JSON as it may be written: with spaces, with codes, and with a line that is torn', async () => {
  const { folder, read } = newPlace();
  const session = sessionNumber(1);
  const spaced = JSON.stringify(answerLine('m1', session), null, 1).replace(/\n\s*/g, ' ');
  const coded = JSON.stringify(answerLine('m2', session)).replace('"usage"', '"us\\u0061ge"');
  const tail = JSON.stringify(answerLine('m3', session)).slice(0, -2);
  writeFileSync(join(folder, `${session}.jsonl`), `${spaced}\n${coded}\r\nnot JSON "usage"\n${tail}`);
  expect((await read()).total).toMatchObject({ answers: 2, output: 14 });
});

it('passes over a line that is longer than any answer, says so, and counts what is behind it', async () => {
  const { folder, read, troubles } = newPlace();
  const path = join(folder, `${sessionNumber(1)}.jsonl`);
  writeFileSync(path, line(answerLine('m1', sessionNumber(1))));
  for (let part = 0; part < 92; part++) appendFileSync(path, Buffer.alloc(1_000_000, 'A'));
  appendFileSync(path, `\n${line(answerLine('m2', sessionNumber(1)))}`);
  expect((await read()).total.answers).toBe(2);
  expect(troubles).toEqual(['Lines of more than 16 MB were passed over: 1.']);
});

it('counts no answer that no model gave', async () => {
  const { write, read } = newPlace();
  writeAnswer(write(1), { id: 'm1', model: '<synthetic>' });
  expect((await read()).total).toMatchObject({ answers: 0, output: 0, conversations: 0 });
});

it('names models whose price is not known, and counts their tokens', async () => {
  const { write, read } = newPlace();
  const writer = write(1);
  writeAnswer(writer, { id: 'm1', model: 'claude-opus-9' });
  writeAnswer(writer, { id: 'm2', usage: { input_tokens: 0, output_tokens: 1_000_000 } });
  const { total, by } = await read();
  expect(total).toMatchObject({ cost: 15, unpriced: ['claude-opus-9'], output: 1_000_100 });
  expect(by.model.map(({ key, cost }) => [key, cost])).toEqual([
    ['claude-sonnet-4-6', 15],
    ['claude-opus-9', 0],
  ]);
});

it('tells the sides apart by where a line was written', async () => {
  const { write, read } = newPlace();
  const mixed = write(1).user('On the host');
  writeAnswer(mixed, { id: 'h1' });
  writeAnswer(mixed, { id: 'h2', members: { cwd: '/home/me/app/src' } });
  writeAnswer(mixed, { id: 'h3', members: { cwd: '/tmp' } });
  writeAnswer(mixed, { id: 'c1', members: { cwd: '/work/app/src' } });
  writeAnswer(mixed, { id: 'c2', members: { cwd: '/workspaces/app' } });
  writeAnswer(write(2, { cwd: '/work/app' }).user('In the container'), { id: 'c3' });
  expect((await read()).by.side.map(({ key, answers }) => [key, answers]).sort()).toEqual([
    ['container', 3],
    ['host', 3],
  ]);
});

it('counts a time, by when it was answered', async () => {
  const { write, read } = newPlace();
  const writer = write(1);
  const at = (timestamp: string) => ({ members: { timestamp } });
  writeAnswer(writer, { id: 'm1', ...at('2026-11-01T11:59:59.000Z') });
  writeAnswer(writer, { id: 'm2', ...at('2026-11-01T12:00:00.000Z') });
  writeAnswer(writer, { id: 'm3', ...at('2026-11-03T12:00:00.000Z') });
  const { total, first, last } = await read({
    since: Date.parse('2026-11-01T12:00:00Z'),
    until: Date.parse('2026-11-03T12:00:00Z'),
  });
  expect({ answers: total.answers, first, last }).toEqual({
    answers: 1,
    first: Date.parse('2026-11-01T12:00:00Z'),
    last: Date.parse('2026-11-01T12:00:00Z'),
  });
});

it('adds up the time between prompts and answers, without pauses and without subagents beside', async () => {
  const { write, read } = newPlace();
  const at = (second: number) => ({ timestamp: new Date(1_796_000_000_000 + second * 1000).toISOString() });
  const writer = write(1).user('Mend it.', at(0));
  writeAnswer(writer, { id: 'm1', members: at(10) });
  writeAnswer(writer, { id: 's1', members: { isSidechain: true, ...at(15) } });
  writeAnswer(writer, { id: 'm2', members: at(30) });
  writer.user('And now?', at(3000));
  writeAnswer(writer, { id: 'm3', members: at(3005) });
  writeAnswer(writer, { id: 'm4', members: at(9000) });
  expect((await read()).total.activeMs).toBe(35_000);
});

it('counts tools once, and which failed', async () => {
  const { write, read } = newPlace();
  const call = (id: string, name: string) => ({ type: 'tool_use', id, name, input: {} });
  for (const number of [1, 2]) {
    const writer = write(number);
    writeAnswer(writer, { id: 'm1', content: [call('t1', 'Bash'), call('t2', 'Bash')] });
    writer.user([{ type: 'tool_result', tool_use_id: 't1', content: 'no', is_error: true }]);
    writer.user([{ type: 'tool_result', tool_use_id: 't2', content: 'yes', is_error: false }]);
    writeAnswer(writer, { id: 'm2', content: [call('t3', 'Read')] });
  }
  expect((await read()).tools).toEqual([
    { name: 'Bash', calls: 2, failed: 1 },
    { name: 'Read', calls: 1, failed: 0 },
  ]);
});

it('keeps what it read, sees what changed, and believes no index that is wrong', async () => {
  const { home, folder, write, read } = newPlace();
  const writer = write(1).fill(5_000_000);
  writeAnswer(writer, { id: 'm1' });
  const before = await read();
  const index = join(home, '.claude-sessions/index');
  const [name = ''] = execFileSync('ls', [index], { encoding: 'utf8' }).trim().split('\n');
  // The same file, whose bytes nobody looks at.
  const text = writer.text().replaceAll('"output_tokens":100', '"output_tokens":999');
  const time = Math.floor(1_796_000_000);
  utimesSync(writer.path, time, time);
  await read();
  writeFileSync(writer.path, text);
  utimesSync(writer.path, time, time);
  expect((await read()).total.output).toBe(before.total.output);
  writeAnswer(writer, { id: 'm2' });
  expect((await read()).total.output).toBe(999 + 100);
  for (const wrong of ['', '{', '{"rows":[[1]]}', '\0'.repeat(100)]) {
    writeFileSync(join(index, name), wrong);
    expect((await read()).total.output).toBe(999 + 100);
  }
  expect(folder).toContain('-home-me-app');
});

it('bears a transcript of twenty thousand names', async () => {
  const { folder, read } = newPlace();
  const path = join(folder, `${sessionNumber(1)}.jsonl`);
  const lines = Array.from({ length: 20_000 }, (_, each) =>
    line({
      ...answerLine(`m${each}`, sessionNumber(1), { gitBranch: `branch-${each}` }),
      message: { id: `m${each}`, model: `model-${each}`, content: [], usage: { output_tokens: 1 } },
    }),
  );
  writeFileSync(path, lines.join(''));
  const { total, by } = await read();
  expect(total).toMatchObject({ answers: 20_000, output: 20_000 });
  expect(by.branch.length).toBeLessThan(2500);
  expect(by.branch.find(({ key }) => key === otherKey)?.answers).toBeGreaterThan(17_000);
  expect(total.unpriced).toHaveLength(20);
});
