import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../../cli/src/review/Journal.ts';
import { syncProject } from '../../../cli/src/review/syncProject.ts';
import { waitingOn } from '../../../cli/src/review/waiting.ts';
import { rounds } from '../../harness/system/rounds.ts';
import {
  add,
  host,
  inside,
  line,
  linesOf,
  mirror,
  one,
  options,
  outcomes,
  root,
  textsOf,
  two,
  useReviewPlace,
  uuid,
} from './reviewPlace.ts';

useReviewPlace();

const manyNames = rounds({ short: 5_000, long: 100_000 });
/** Beyond what is read of a line. */
const hugeLine = rounds({ short: 2 ** 29, long: 2 ** 31 });
const manyLines = rounds({ short: 20_000, long: 200_000 });
const three = '33333333-3333-4333-8333-333333333333';

/** A call that names a file. */
const call = (session: string, path: string) => ({
  ...line(session, inside, ''),
  type: 'assistant',
  message: {
    role: 'assistant',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: path } }],
  },
});
const deferred = (session: string, parent: string | null, id = uuid()) => ({
  ...line(session, inside, '', parent, id),
  type: 'attachment',
  message: undefined,
  attachment: { type: 'hook_deferred_tool', toolName: 'Bash', toolInput: { command: 'id' } },
});

test('a result of a tool that the host has is not written over', async () => {
  add(host(one), line(one, options.realFolder, 'with a long result'));
  const result = join(options.projectFolder, one, 'tool-results/a.txt');
  mkdirSync(join(result, '..'), { recursive: true });
  writeFileSync(result, 'of the host\n');
  await syncProject(options);
  const inMirror = join(options.mirror, one, 'tool-results/a.txt');
  expect(readFileSync(inMirror, 'utf8')).toBe('of the host\n');
  writeFileSync(inMirror, 'of the container\n');
  await syncProject(options);
  expect(readFileSync(result, 'utf8')).toBe('of the host\n');
});

test.each([
  ['of two million names', `${inside}/${'a/'.repeat(2_000_000)}b`],
  ['with a name that is too long', `${inside}/${'a'.repeat(5_000_000)}`],
  ['with a lone surrogate', `${inside}/\ud800`],
])('a path %s keeps nothing from being pulled', async (_, path) => {
  add(mirror(one), call(one, path), line(one, inside, 'after'));
  add(mirror(two), line(two, inside, 'another'));
  expect(await outcomes()).toEqual(['pulled', 'pulled']);
  expect(textsOf(host(one)).at(-1)).toBe('after');
});

test.each([
  ['out of the project', '/etc', false],
  ['to nothing, which may be there later', '/nowhere/at/all', false],
  ['to itself', 'link', false],
  ['by another link, out of the project', 'src/up', false],
  ['into the project', 'src', true],
])('a path through a link %s', async (_, target, isInside) => {
  symlinkSync('../..', join(options.realFolder, 'src/up'));
  symlinkSync(target, join(options.realFolder, 'link'));
  add(mirror(one), call(one, `${inside}/link/file`));
  await syncProject(options);
  const [{ message }] = linesOf(host(one));
  const there = isInside ? join(options.realFolder, 'link/file') : `/@container${inside}/link/file`;
  expect(message.content[0].input.file_path).toBe(there);
});

test('many deep paths are asked for no longer than they are there', async () => {
  const deep = (index: number) => `${inside}/no${index}/${'a/'.repeat(2000)}b`;
  for (let at = 0; at < 10; at++)
    add(mirror(one), ...Array.from({ length: 100 }, (_, index) => call(one, deep(at * 100 + index))));
  expect(await outcomes()).toEqual(['pulled']);
});

test('of a file with a hole of a terabyte nothing is read', async () => {
  add(mirror(one), line(one, inside, 'before the hole'));
  truncateSync(mirror(one), 2 ** 40);
  add(mirror(two), line(two, inside, 'another'));
  expect(await outcomes()).toContain('pulled');
  expect(textsOf(host(two))).toEqual(['another']);
});

test(`a line of ${hugeLine} bytes is left out, and what follows it comes along`, async () => {
  const first = uuid();
  add(host(one), line(one, options.realFolder, 'common', null, first));
  await syncProject(options);
  truncateSync(mirror(one), hugeLine);
  appendFileSync(mirror(one), '\n');
  add(mirror(one), line(one, inside, 'behind it', first));
  const { files } = await syncProject(options);
  expect(files).toMatchObject([{ outcome: { kind: 'pulled' }, notTaken: [{ line: 2, why: 'bounds' }] }]);
  expect(textsOf(host(one))).toEqual(['common', 'behind it']);
  add(host(one), line(one, options.realFolder, 'goes on', linesOf(host(one)).at(-1).uuid));
  expect(await outcomes()).toEqual(['pushed']);
});

if (rounds({ short: false, long: true }))
  test('of many conversations that were begun inside some come along in a run, and the others in the next', async () => {
    const session = (index: number) => `${String(index).padStart(8, '0')}-3333-4333-8333-333333333333`;
    for (let at = 0; at < 2500; at++) add(mirror(session(at)), line(session(at), inside, 'x'));
    add(host(one), line(one, options.realFolder, 'of the host'));
    const first = await outcomes();
    expect(first.filter((kind) => kind === 'pulled')).toHaveLength(2000);
    expect(first.filter((kind) => kind === 'waiting')).toHaveLength(500);
    expect(first).toContain('pushed');
    expect(await outcomes()).toHaveLength(500);
    expect(readdirSync(options.projectFolder)).toHaveLength(2501);
    expect(await outcomes()).toEqual([]);
  }, 600_000);

test('a write that was about to be done to a file that cannot be looked at keeps nothing else from being carried', async () => {
  add(host(one), line(one, options.realFolder, 'of the host'));
  await syncProject(options);
  const pair = (await Journal.open(options.journal)).pairs.get(`${one}.jsonl`);
  const intent = { side: 'mirror', path: `${one}.jsonl`, from: 0, length: 9, hash: 'x', pair, parents: [] };
  add(options.journal, { intent });
  truncateSync(mirror(one), 2 ** 40);
  add(mirror(two), line(two, inside, 'another'));
  expect(await outcomes()).toEqual(['unreadable', 'pulled']);
});

test('what is remembered of lines that are left out has an end', async () => {
  const journal = await Journal.open(options.journal);
  const known = { segments: [], lines: 0 };
  const many = Array.from({ length: 20_000 }, (): [string, string] => [uuid(), uuid()]);
  for (let at = 0; at < 26; at++) {
    const mirrorPath = `${at}.jsonl`;
    const pair = { mirror: mirrorPath, host: `x/${mirrorPath}`, known: { host: known, mirror: known } };
    const parents = many.map(([id, parent]): [string, string] => [`${id}${at}`, parent]);
    journal.add({ intent: { side: 'host', path: pair.host, length: 1, hash: '', pair, parents } });
    journal.add({ pair, parents });
  }
  const read = await Journal.open(options.journal);
  const sizes = [...read.pairs.keys()].map((each) => read.parentsOf(each).size);
  expect(sizes).toHaveLength(26);
  expect(sizes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(500_000);
});

test('what is no file of a conversation is not opened, whatever its name', async () => {
  const fifo = (path: string) => execFileSync('mkfifo', [path]);
  add(host(one), line(one, options.realFolder, 'of the host'));
  await syncProject(options);
  add(mirror(one), line(one, inside, 'goes on', linesOf(mirror(one))[0].uuid));
  fifo(mirror(two));
  const server = createServer().listen(mirror(three));
  mkdirSync(join(options.mirror, one, 'tool-results'), { recursive: true });
  fifo(join(options.mirror, one, 'tool-results/a.txt'));
  symlinkSync('/etc/hostname', join(options.mirror, one, 'tool-results/b.txt'));
  symlinkSync('/etc', join(options.mirror, one, 'subagents'));
  for (const name of [
    'x\ny',
    '..jsonl',
    '\u202e.jsonl',
    'AAAAAAAA-1111-4111-8111-111111111111.jsonl',
    'n'.repeat(255),
  ])
    writeFileSync(join(options.mirror, name), 'x\n');
  writeFileSync(Buffer.concat([Buffer.from(`${options.mirror}/`), Buffer.from([0xff, 0xfe])]), 'x\n');
  mkdirSync(join(options.mirror, '.claude-sessions.new/full'), { recursive: true });
  mkdirSync(join(options.mirror, one, 'deep/er/and/deeper/still'), { recursive: true });
  try {
    expect(await outcomes()).toEqual(['pulled']);
  } finally {
    server.close();
  }
  expect(readdirSync(options.projectFolder).filter((name) => name !== one)).toEqual([`${one}.jsonl`]);
  const files = join(options.projectFolder, one);
  expect(existsSync(files) ? readdirSync(files, { recursive: true }) : []).toEqual([]);
});

test(`${manyNames} names that are none of a conversation`, async () => {
  for (let at = 0; at < manyNames; at++) writeFileSync(join(options.mirror, `n${at}`), '');
  add(mirror(one), line(one, inside, 'among them'));
  expect(await outcomes()).toEqual(['pulled']);
}, 120_000);

test('of a conversation of which nothing is taken the host has none', async () => {
  writeFileSync(mirror(one), '');
  writeFileSync(mirror(two), 'x\n'.repeat(10));
  add(mirror(three), deferred(three, null));
  await syncProject(options);
  expect(readdirSync(options.projectFolder)).toEqual([]);
  expect((await waitingOn(options)).mirror.conversations).toBe(0);
  expect(await outcomes()).toEqual([]);
  const [hidden] = linesOf(mirror(three));
  add(mirror(three), line(three, inside, 'says something', hidden.uuid));
  expect(await outcomes()).toEqual(['pulled']);
  expect(textsOf(host(three))).toEqual(['says something']);
});

test('many lines that are left out on one side and news on the other', async () => {
  const first = uuid();
  add(host(one), line(one, options.realFolder, 'common', null, first));
  await syncProject(options);
  const lines = Array.from({ length: manyLines }, () => deferred(one, first));
  for (let at = 0; at < lines.length; at += 1000) add(mirror(one), ...lines.slice(at, at + 1000));
  add(host(one), line(one, options.realFolder, 'on the host', first));
  add(mirror(one), line(one, inside, 'inside', first));
  expect(await outcomes()).toEqual(['forked', 'pushed']);
}, 120_000);

test.each(['what says nothing', 'what is not taken'])(
  '%s makes no fork, and what waits on the host is pushed',
  async (kind) => {
    const [first, second] = [uuid(), uuid()];
    const mode = { type: 'permission-mode', permissionMode: 'default', sessionId: one };
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', first, second));
    add(mirror(one), kind === 'what says nothing' ? mode : deferred(one, first));
    expect(await outcomes()).toEqual(['pushed']);
    expect(readdirSync(options.projectFolder)).toEqual([`${one}.jsonl`]);
    add(mirror(one), line(one, inside, 'knows of it', second));
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(host(one))).toEqual(['common', 'on the host', 'knows of it']);
  },
);

test('a client inside that knows nothing of what was pushed makes a fork, whatever was pulled of it before', async () => {
  const [first, second] = [uuid(), uuid()];
  add(host(one), line(one, options.realFolder, 'common', null, first));
  await syncProject(options);
  add(host(one), line(one, options.realFolder, 'on the host', first, second));
  await syncProject(options);
  add(mirror(one), { type: 'permission-mode', permissionMode: 'default', sessionId: one });
  await syncProject(options);
  add(mirror(one), line(one, inside, 'knows nothing of it', first));
  expect(await outcomes()).toContain('forked');
  expect(textsOf(host(one))).toEqual(['common', 'on the host']);
});

test('without the journal a conversation that went to and fro often is known again', async () => {
  let last: string | null = null;
  for (let at = 0; at < 20; at++) {
    const next = uuid();
    const onHost = at % 2 === 0;
    // What is rebuilt is not what was written.
    const said = { ...line(one, onHost ? options.realFolder : inside, String(at), last, next), slug: 'a-b' };
    add(onHost ? host(one) : mirror(one), said);
    last = next;
    await syncProject(options);
  }
  rmSync(options.journal);
  add(mirror(one), line(one, inside, 'more', last));
  add(mirror(two), line(two, inside, 'another'));
  expect(await outcomes()).toEqual(['pulled', 'pulled']);
  expect(readdirSync(options.projectFolder)).toHaveLength(2);
  expect(textsOf(host(one))).toEqual([...Array.from({ length: 20 }, (_, at) => String(at)), 'more']);
});

test('the newest on one side is the newest on the other', async () => {
  const newest = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort((a, b) => statSync(join(folder, b)).mtimeMs - statSync(join(folder, a)).mtimeMs)[0];
  add(mirror(one), line(one, inside, 'newer'));
  add(mirror(two), line(two, inside, 'older'));
  utimesSync(mirror(one), 1_700_000_100, 1_700_000_100);
  utimesSync(mirror(two), 1_700_000_000, 1_700_000_000);
  await syncProject(options);
  expect(newest(options.projectFolder)).toBe(`${one}.jsonl`);
  add(mirror(one), line(one, inside, 'newer', linesOf(mirror(one))[0].uuid));
  add(mirror(two), line(two, inside, 'older', linesOf(mirror(two))[0].uuid));
  utimesSync(mirror(one), 4_000_000_000, 4_000_000_000);
  utimesSync(mirror(two), 1_700_000_200, 1_700_000_200);
  await syncProject(options);
  expect(newest(options.projectFolder)).toBe(`${one}.jsonl`);
  expect(statSync(host(one)).mtimeMs).toBeLessThanOrEqual(Date.now());
});

test('a transcript that another takes the place of, with its size and its time, is looked at again', async () => {
  add(host(one), line(one, options.realFolder, 'first'));
  await syncProject(options);
  const { atime, mtime } = statSync(mirror(one));
  const text = readFileSync(mirror(one), 'utf8').replace('first', 'worst');
  writeFileSync(join(root, 'swap'), text);
  renameSync(join(root, 'swap'), mirror(one));
  utimesSync(mirror(one), atime, mtime);
  expect(await outcomes()).toEqual(['damaged']);
  expect(textsOf(host(one))).toEqual(['first']);
});
