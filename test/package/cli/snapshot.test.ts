import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { expectSnapshotReport } from '../../harness/project/reportSchema.ts';
import { runWarm } from './place.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';
import { Talk } from './Talk.ts';
import { session } from './verifyPlace.ts';

runWarm();

const other = session.replace(/^.{8}/, 'ffffffff');
const fileOf = (place: Talk, id = session) => join(place.transcripts, `${id}.jsonl`);
const kept = async (place: Talk) => {
  const report = await place.json('snapshot', '--list');
  expectSnapshotReport(report);
  return report.snapshots as unknown as { id: string; name: string | null; reason: string }[];
};

describe('snapshot', () => {
  test('keeps, says what is new, lists and deletes', async () => {
    const place = new Talk();
    place.talk();
    const { size } = statSync(fileOf(place));
    expect((await place.run('snapshot', '--dry-run')).stdout).toContain('1 file');
    expect(existsSync(join(place.home, '.claude-sessions/snapshots/pieces'))).toBe(false);
    const first = await place.json('snapshot', '--name', 'First\u202e \u001b[31mone');
    expectSnapshotReport(first);
    expect(first).toMatchObject({
      newFiles: 1,
      newBytes: size,
      snapshot: { conversations: 1, reason: 'asked' },
    });
    const { stdout } = await place.run('snapshot', '--list');
    expect(stdout).toContain('First\\u202e \\u001b[31mone');
    expect(await place.json('snapshot')).toMatchObject({ newFiles: 0, newBytes: 0 });
    const [newest] = await kept(place);
    const refused = await place.run('snapshot', '--delete', `${newest?.id}`);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('--yes')]);
    expect(await place.json('snapshot', '--delete', `${newest?.id}`, '--yes')).toMatchObject({
      deleted: newest?.id,
    });
    expect((await kept(place)).map(({ name }) => name)).toEqual(['First\u202e \u001b[31mone']);
    for (const args of [
      ['--name', ' '],
      ['--list', '--delete', 'x'],
    ])
      expect((await place.run('snapshot', ...args)).exitCode).toBe(2);
  });

  test('lies where nobody else can read it', async () => {
    const place = new Talk();
    place.talk();
    await place.run('snapshot');
    const found = execFileSync('find', [join(place.home, '.claude-sessions'), '-perm', '/077'], {
      encoding: 'utf8',
    });
    expect(found).toBe('');
  });
});

describe('before a merge', () => {
  test('a snapshot is taken; where it cannot be, nothing is merged but by --no-snapshot', async () => {
    const place = new Talk();
    place.talk();
    place.talk(6, 10, other);
    const before = readFileSync(fileOf(place));
    const merge = ['merge', other, '--into', session];
    const store = join(place.home, '.claude-sessions/snapshots');
    put(store, 'a file in its place');
    const { exitCode, stderr } = await place.run(...merge);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/nothing was done[\s\S]*--no-snapshot/)]);
    expect(readFileSync(fileOf(place)).equals(before)).toBe(true);
    expect((await place.run(...merge, '--no-snapshot')).exitCode).toBe(0);
    writeFileSync(fileOf(place), before);
    rmSync(store);
    expect((await place.run(...merge)).exitCode).toBe(0);
    const [newest] = await kept(place);
    expect(newest).toMatchObject({ reason: 'before-merge' });
    await place.run('rollback', `${newest?.id}`, '--yes');
    expect(readFileSync(fileOf(place)).equals(before)).toBe(true);
  });
});

/** A repository in the folder of a place, with a commit. */
function repositoryIn(place: Talk, files: Readonly<Record<string, string>>): (...args: string[]) => string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', place.folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
      encoding: 'utf8',
    });
  git('init', '--quiet');
  for (const [path, text] of Object.entries(files)) place.write(path, text);
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  return git;
}

describe('rollback', () => {
  test('shows, asks, goes back, and is undone', async () => {
    const place = new Talk();
    place.talk();
    const then = readFileSync(fileOf(place));
    await place.run('snapshot', '--name', 'then');
    appendFileSync(fileOf(place), place.said(4));
    place.talk(2, 10, other);
    const now = readFileSync(fileOf(place));
    const shown = await place.json('rollback', '--dry-run');
    expectSnapshotReport(shown);
    expect(shown).toMatchObject({ dryRun: true, changed: true, begunSince: [other], open: [], before: null });
    expect((await place.run('rollback', '-n')).stdout).toMatch(
      /said 0.*is shortened[\s\S]*1 conversation begun since/,
    );
    expect((await place.run('rollback')).exitCode).toBe(1);
    expect(readFileSync(fileOf(place)).equals(now)).toBe(true);
    const done = await place.json('rollback', 'then', '--yes');
    expectSnapshotReport(done);
    expect(readFileSync(fileOf(place)).equals(then)).toBe(true);
    expect(existsSync(fileOf(place, other))).toBe(true);
    expect((await place.run('rollback', 'then', '--yes')).stdout).toContain('nothing was changed');
    expectSnapshotReport(await place.json('rollback', '--undo', '--yes'));
    expect(readFileSync(fileOf(place)).equals(now)).toBe(true);
    await place.run('rollback', 'then', '--exact', '--yes');
    expect(existsSync(fileOf(place, other))).toBe(false);
    await place.run('rollback', '--undo', '--yes');
    expect(existsSync(fileOf(place, other))).toBe(true);
  });

  test('of one conversation leaves the others', async () => {
    const place = new Talk();
    place.talk();
    place.talk(4, 10, other);
    await place.run('snapshot', '--name', 'then');
    for (const id of [session, other]) appendFileSync(fileOf(place, id), place.said(4, 10, id));
    const { size } = statSync(fileOf(place));
    await place.run('rollback', '--conversation', 'ffff', '--yes');
    expect([place.lines(other).length, statSync(fileOf(place)).size]).toEqual([4, size]);
    const { exitCode, stderr } = await place.run('rollback', 'then', '--conversation', 'eeee', '--yes');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no conversations eeee')]);
  });

  test('is refused while Claude Code has the conversation open', async () => {
    const place = new Talk();
    place.talk();
    await place.run('snapshot');
    appendFileSync(fileOf(place), place.said(4));
    const now = readFileSync(fileOf(place));
    const claude = put(join(place.root, 'claude'), '');
    const { spawn } = await import('node:child_process');
    const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', claude], {
      stdio: 'ignore',
    });
    try {
      const registered = { pid: client.pid, sessionId: session, cwd: place.folder };
      put(join(place.home, `.claude/sessions/${client.pid}.json`), JSON.stringify(registered));
      const { exitCode, stderr } = await place.run('rollback', '--yes');
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringContaining(`has the conversation ${session} open`),
      ]);
      expect(readFileSync(fileOf(place)).equals(now)).toBe(true);
    } finally {
      client.kill('SIGKILL');
    }
  });

  test('brings the files of the repository back where that is asked for, and undoes that', async () => {
    const place = new Talk();
    const git = repositoryIn(place, { 'a.txt': 'first\n' });
    place.write('a.txt', 'work\n');
    place.write('untracked.txt', 'u\n');
    place.talk();
    await place.run('snapshot', '--name', 'then');
    const has = () => [place.read('a.txt'), existsSync(join(place.folder, 'untracked.txt'))];
    place.write('a.txt', 'later\n');
    rmSync(join(place.folder, 'untracked.txt'));
    expect((await place.run('rollback', 'then', '--code', '-n')).stdout).toContain('untracked.txt');
    await place.run('rollback', 'then', '--yes');
    expect(has()).toEqual(['later\n', false]);
    const { exitCode, stderr } = await place.run('rollback', 'then', '--code', '--yes');
    expect([exitCode, has()], stderr).toEqual([0, ['work\n', true]]);
    await place.run('rollback', '--undo', '--yes');
    expect([has(), git('log', '--format=%s')]).toEqual([['later\n', false], 'first\n']);
  });

  test.each([
    ['a file', 'notes', 'notes'],
    ['a file in a folder that was a file', 'notes', 'notes/today'],
    ['a file that was a folder', 'notes/today', 'notes'],
  ])('takes no file of the repository that git ignores by now: %s', async (_, then, now) => {
    const place = new Talk();
    repositoryIn(place, { 'a.txt': 'first\n' });
    place.write(then, 'then');
    place.talk();
    await place.run('snapshot', '--name', 'then');
    rmSync(join(place.folder, 'notes'), { recursive: true });
    place.write('.gitignore', 'notes\n');
    place.write(now, 'nowhere else');
    appendFileSync(fileOf(place), place.said(4));
    const { exitCode, stderr } = await place.run('rollback', 'then', '--code', '--yes');
    expect(place.read(now)).toBe('nowhere else');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`${now} lies where a file`)]);
    expect(place.lines(session)).toHaveLength(5);
  });
});

test('after a rollback in a reviewed project nothing is pulled again, and the container is given the same', async () => {
  const place = await new ReviewedPlace().review();
  const lengths = () =>
    (['host', 'mirror'] as const).map(
      (side) => readFileSync(place.pathOf(side, session), 'utf8').split('\n').length - 1,
    );
  place.say('host', session);
  await place.run('push');
  place.say('mirror', session);
  await place.run('pull');
  await place.run('snapshot', '--name', 'then');
  place.say('mirror', session);
  await place.run('pull');
  expect(lengths()).toEqual([3, 3]);
  await place.run('rollback', 'then', '--yes');
  await place.run('pull');
  expect(lengths()).toEqual([2, 3]);
  await place.run('push');
  expect(lengths()).toEqual([2, 2]);
});

describe('restore', () => {
  test('brings back what is gone or shorter, with what belongs to it, and nothing else', async () => {
    const place = new Talk();
    place.talk();
    place.talk(4, 10, other);
    put(join(place.home, `.claude/tasks/${session}/1.json`), '{}');
    place.put(`${session}/subagents/agent-1.jsonl`, place.said(0));
    const [whole, wholeOther] = [readFileSync(fileOf(place)), readFileSync(fileOf(place, other))];
    await place.run('snapshot');
    rmSync(fileOf(place));
    rmSync(join(place.transcripts, session), { recursive: true });
    rmSync(join(place.home, '.claude/tasks'), { recursive: true });
    truncateSync(fileOf(place, other), 100);
    const listed = await place.json('restore', '--list');
    expectSnapshotReport(listed);
    expect(listed).toMatchObject({ conversations: [{ state: 'gone' }, { state: 'shorter', size: 100 }] });
    const done = await place.json('restore', '0e7e', other);
    expectSnapshotReport(done);
    expect(readFileSync(fileOf(place)).equals(whole)).toBe(true);
    expect(readFileSync(fileOf(place, other)).equals(wholeOther)).toBe(true);
    expect(readFileSync(join(place.home, `.claude/tasks/${session}/1.json`), 'utf8')).toBe('{}');
    expect(existsSync(join(place.transcripts, session, 'subagents/agent-1.jsonl'))).toBe(true);
    writeFileSync(fileOf(place), place.said(1));
    const { exitCode, stderr } = await place.run('restore', session);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('it was not touched')]);
    expect(place.lines(session)).toHaveLength(1);
    expect((await place.run('restore', 'eeee')).stderr).toContain(
      'No conversation that was kept begins with eeee',
    );
  });

  test('of what would soon be deleted again counts as used now, and nothing else does', async () => {
    const place = new Talk();
    const day = 24 * 3600;
    const now = Math.floor(Date.now() / 1000);
    for (const [id, age] of [
      [session, 25 * day],
      [other, 20 * day],
    ] as const) {
      place.talk(4, 10, id);
      utimesSync(fileOf(place, id), now - age, now - age);
    }
    await place.run('snapshot');
    for (const id of [session, other]) rmSync(fileOf(place, id));
    await place.json('restore', session, other);
    const ages = [session, other].map((id) =>
      Math.round((now - statSync(fileOf(place, id)).mtimeMs / 1000) / day),
    );
    expect(ages.map(Math.abs)).toEqual([0, 20]);
  });
});
