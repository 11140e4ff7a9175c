import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sessionNumber, TranscriptWriter } from '../../harness/conversations/TranscriptWriter.ts';
import { put } from '../../harness/place/Place.ts';
import { expectErrorReport, expectListReport } from '../../harness/project/reportSchema.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { CliPlace, program, runWarm } from './place.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';

runWarm();

const hostile = 'A \u001b[31mred\u202e title';

function newPlace() {
  const place = new CliPlace();
  const real = realpathSync(place.folder);
  const filedBy = (folder: string) =>
    join(place.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
  const write = (number: number, folder = real) =>
    new TranscriptWriter(filedBy(folder), sessionNumber(number), { cwd: folder });
  return { place, real, filedBy, write };
}

interface Listed {
  readonly id: string;
  readonly place: { readonly kind: string };
  readonly waiting: boolean;
}

const listed = async (place: CliPlace, ...args: string[]): Promise<Listed[]> =>
  (await place.json('list', ...args)).conversations ?? [];

it('lists the conversations of a folder without a devcontainer.json, the last one first', async () => {
  const { place, real, write } = newPlace();
  write(1).user('The first one').assistant('Done.').changedAt(1_796_000_001);
  write(2, join(real, 'src')).user('In a sub-folder').changedAt(1_796_000_002);
  write(3, `${real}-other`).user('Of another').changedAt(1_796_000_003);
  const { exitCode, stdout, stderr } = await place.run('list');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(rows.map(([id, , where, turns]) => [id, where, turns])).toEqual([
    [sessionNumber(2), 'host', '1'],
    [sessionNumber(1), 'host', '1'],
  ]);
  expect(rows[1]?.slice(-2)).toEqual(['The first one', 'Done.']);
  mkdirSync(join(place.folder, 'src'));
  const below = await place.runWith({ cwd: join(place.folder, 'src') }, 'list');
  expect(below.stdout).toContain(sessionNumber(2));
});

it('lists in a folder of a repository those of the whole of it', async () => {
  const { place, real, write } = newPlace();
  write(1).user('At the top');
  mkdirSync(join(place.folder, 'src'));
  execFileSync('git', ['-C', place.folder, 'init', '--quiet']);
  const below = await place.runWith({ cwd: join(place.folder, 'src') }, 'list', '--json');
  expect(JSON.parse(below.stdout)).toMatchObject({
    conversations: [{ id: sessionNumber(1), project: real }],
  });
});

it('takes no home that is a repository for a project', async () => {
  const { place, write } = newPlace();
  const home = realpathSync(place.home);
  execFileSync('git', ['-C', home, 'init', '--quiet']);
  mkdirSync(join(home, 'a'));
  write(1, join(home, 'b')).user('Of another');
  write(2, join(home, 'a')).user('Here');
  const { stdout } = await place.runWith({ cwd: join(home, 'a') }, 'list', '--json');
  expect(JSON.parse(stdout).conversations.map(({ id }: Listed) => id)).toEqual([sessionNumber(2)]);
});

it('lists those of all projects, and no more than it is told', async () => {
  const { place, real, write } = newPlace();
  write(1).user('Here').changedAt(1_796_000_001);
  write(2, `${real}-other`).user('There').changedAt(1_796_000_002);
  expect((await listed(place, '--all')).map(({ id }) => id)).toEqual([sessionNumber(2), sessionNumber(1)]);
  expect(await place.json('list', '--all', '--limit', '1')).toMatchObject({
    conversations: { length: 1 },
    more: 1,
  });
  expect((await place.run('list', '--all', '--limit', '1')).stderr).toContain('1 more conversation');
  for (const limit of ['0', '-1', 'x', '1.5'])
    expect((await place.run('list', '--limit', limit)).exitCode).toBe(2);
});

it('prints JSON as its schema says, whatever a transcript says', async () => {
  const { place, filedBy, real, write } = newPlace();
  const fork = { sessionId: sessionNumber(9), messageUuid: sessionNumber(8) };
  write(1)
    .user('Go', { forkedFrom: fork })
    .note('custom-title', { customTitle: hostile })
    .note('tag', { tag: 'x' });
  write(2)
    .user('a\ud800b')
    .note('continued-in', { continuedInSessionId: sessionNumber(1) });
  write(3).raw('no line\n');
  mkdirSync(join(filedBy(real), sessionNumber(4)));
  const { stdout } = await place.run('list', '--json');
  expect(stdout).not.toMatch(/\u001b|\u202e/);
  const report = JSON.parse(stdout);
  expectListReport(report);
  const byId = Object.fromEntries(report.conversations.map((each: { id: string }) => [each.id, each]));
  expect(byId[sessionNumber(1)]).toMatchObject({
    title: hostile,
    tag: 'x',
    forkedFrom: { id: sessionNumber(9) },
  });
  expect(byId[sessionNumber(2)]).toMatchObject({ title: 'a\ud800b', continuedIn: sessionNumber(1) });
  expect(byId[sessionNumber(3)]).toMatchObject({ title: null, empty: true, turns: 0 });
  expect(byId[sessionNumber(4)]).toMatchObject({ remnant: true, size: 0 });
  const failed = await place.run('list', '/nowhere', '--json');
  expect(failed.exitCode).toBe(1);
  expectErrorReport(JSON.parse(failed.stdout));
});

it('shows nothing of a transcript that acts on a terminal', async () => {
  const { place, write } = newPlace();
  write(1).user(hostile).assistant(hostile, { gitBranch: hostile });
  const { stdout } = await place.run('list');
  expect(stdout).not.toMatch(/\u001b|\u202e/);
  expect(stdout).toContain('\\u001b[31mred');
});

it('says where there is none', async () => {
  const { place } = newPlace();
  const { exitCode, stdout, stderr } = await place.run('list');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toContain('no conversation');
  expect(readdirSync(place.home)).toEqual([]);
});

it('lists what is in a mirror alone, and of the rest whether something waits there', async () => {
  const place = await new ReviewedPlace().review();
  const [host, mirror] = [sessionNumber(1), sessionNumber(2)];
  place.say('host', host);
  place.say('mirror', mirror);
  const before = await listed(place);
  expect(before.map(({ id, place: { kind }, waiting }) => [id, kind, waiting]).sort()).toEqual([
    [host, 'host', false],
    [mirror, 'mirror', true],
  ]);
  expect((await place.run('pull')).exitCode).toBe(0);
  expect((await place.run('push')).exitCode).toBe(0);
  const pulled = await listed(place);
  expect(pulled.map(({ place: { kind }, waiting }) => [kind, waiting])).toEqual([
    ['host', false],
    ['host', false],
  ]);
  place.say('mirror', mirror);
  const waiting = (await listed(place)).filter((each) => each.waiting);
  expect(waiting.map(({ id, place: { kind } }) => [id, kind])).toEqual([[mirror, 'host']]);
  place.mountMirror();
  expect((await place.run('share', '--live')).exitCode).toBe(0);
  place.say('mirror', mirror);
  expect((await listed(place, '--all')).filter((each) => each.waiting)).toHaveLength(1);
});

it('keeps to the config directory of the dev container, whatever the environment says now', async () => {
  const { place, write } = newPlace();
  place.writeConfig('{"image": "x"}\n');
  write(1).user('Here');
  expect((await place.run('share', '--no-install-claude')).exitCode).toBe(0);
  const env = { CLAUDE_CONFIG_DIR: join(place.root, 'elsewhere') };
  expect((await place.runWith({ env }, 'list')).stdout).toContain(sessionNumber(1));
  expect((await place.runWith({ env }, 'list', '--all')).stdout).not.toContain(sessionNumber(1));
});

it('says what it cannot look at, and lists the rest', async () => {
  const { place, real, write, filedBy } = newPlace();
  write(1).user('Here');
  put(filedBy(`${real}/file`), 'no folder');
  const closed = filedBy(join(real, 'closed'));
  mkdirSync(closed, { mode: 0 });
  const { stdout, stderr } = await place.runWith({ unprivileged: true }, 'list');
  expect(stdout).toContain(sessionNumber(1));
  expect(stderr).toMatch(/^warning: .*-closed cannot be read/m);
});

it('is the same after it was killed at any instant, and after half of the index went', async () => {
  const { place, write } = newPlace();
  for (let at = 1; at <= 40; at++) write(at).user(`Prompt ${at}`);
  const expected = await listed(place);
  const index = join(place.home, '.claude-sessions/index');
  for (let round = 0; round < rounds({ short: 6, long: 150 }); round++) {
    rmSync(index, { recursive: true, force: true });
    const env = { HOME: place.home, PATH: process.env.PATH ?? '' };
    const child = spawn(process.execPath, [program, 'list'], { cwd: place.folder, env, stdio: 'ignore' });
    const ended = once(child, 'close');
    const delay = Math.random() * 400;
    setTimeout(() => child.kill('SIGKILL'), delay);
    await ended;
    expect(await listed(place), `killed after ${delay} ms`).toEqual(expected);
  }
  expect(readdirSync(index)).toHaveLength(1);
});
