import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { Machine, sessionOf } from './Machine.ts';
import { runWarm, snapshot } from './place.ts';

runWarm();

const one = sessionOf(1);

/** Two machines of a user; what each says is taken over by the other when it was said. */
async function two() {
  return await Machine.meeting('anna', 'berta');
}

/** What lies in the place, by its paths. */
function inPlace({ place }: Machine): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const pieces = (machine: Machine) => inPlace(machine).filter((path) => path.includes('/pieces/'));

describe('sync', () => {
  test('goes on with what another machine went on with, byte for byte, and once', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    expect((await berta.sync()).got).toMatchObject([{ session: one }]);
    expect(berta.text(one)).toBe(anna.text(one));
    berta.say(one);
    await berta.sync();
    expect((await anna.sync()).forwarded).toMatchObject([{ session: one }]);
    expect(anna.text(one)).toBe(berta.text(one));
    expect(statSync(berta.path(one)).mode & 0o777).toBe(0o600);
    const before = [snapshot(anna.place), snapshot(anna.transcripts)];
    expect(await anna.sync()).toMatchObject({ got: [], forwarded: [], forked: [], put: { files: 0 } });
    expect([snapshot(anna.place), snapshot(anna.transcripts)]).toEqual(before);
    expect((await anna.run('sync')).stdout).toContain('Nothing new, here or in');
  });

  test('keeps both where both went on, as a conversation with an id of its own that goes on too', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    await berta.sync();
    const [mine = ''] = anna.say(one);
    const [theirs = ''] = berta.say(one);
    await anna.sync();
    const [fork] = (await berta.sync()).forked;
    expect(berta.text(one)).toContain(theirs);
    expect(berta.text(one)).not.toContain(mine);
    const id = fork?.fork ?? '';
    expect(berta.ids()).toEqual([one, id].sort());
    const lines = berta
      .text(id)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(berta.text(id)).toContain(mine);
    expect(lines.every(({ sessionId }) => sessionId === id)).toBe(true);
    expect(lines.at(-1).customTitle).toMatch(/^\[anna asks 0\] \(from .+\)$/);
    expect(lines[0].forkedFrom.sessionId).toBe(one);
    for (let round = 0; round < 2; round++) {
      await anna.sync();
      expect((await berta.sync()).forked).toEqual([]);
    }
    expect(anna.ids()).toHaveLength(2);
    const [more = ''] = anna.say(one);
    await anna.sync();
    expect((await berta.sync()).forked).toMatchObject([{ fork: id }]);
    expect(berta.text(id)).toContain(more);
    expect(berta.ids()).toHaveLength(2);
    // Gone on with here, it is the user's own, and stays as it is.
    const [own = ''] = berta.say(id);
    const [last = ''] = anna.say(one);
    await anna.sync();
    const [again] = (await berta.sync()).forked;
    expect(again?.fork).not.toBe(id);
    expect(berta.text(id)).toContain(own);
    expect(berta.text(again?.fork ?? '')).toContain(last);
    await anna.sync();
    expect(anna.text(id)).toBe(berta.text(id));
  });

  test('writes only what is new, and a name tells nothing', async () => {
    const [anna] = await two();
    const many = Array.from({ length: 60 }, (_, at) => sessionOf(at + 1));
    for (const id of many) anna.say(id);
    expect((await anna.sync()).put.files).toBe(60);
    const before = new Set(pieces(anna));
    for (const id of many.slice(0, 3)) anna.say(id);
    expect((await anna.sync()).put.files).toBe(3);
    const after = pieces(anna);
    expect(after.filter((path) => !before.has(path))).toHaveLength(3);
    expect(after).toHaveLength(60);
    for (const path of inPlace(anna)) {
      expect(path.slice(anna.place.length)).toMatch(
        /^(\/claude-sessions)(\/[0-9a-f]{32}){2}\/(index|pieces\/[0-9a-f]{32})$/,
      );
      expect(readFileSync(path, 'latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    }
  });

  test('carries conversations and what belongs to them, and nothing else', async () => {
    const place = newFolder();
    const anna = new Machine('anna', place);
    anna.say(one);
    for (const name of [
      'memory/MEMORY.md',
      `${one}/tool-results/a.txt`,
      `${one}/custom-title.json`,
      'notes.jsonl',
    ])
      put(join(anna.transcripts, name), name);
    put(join(anna.home, '.claude/settings.json'), '{}');
    put(join(anna.home, '.claude/.credentials.json'), 'secret');
    put(join(anna.home, `.claude/file-history/${one}/x@v1`), 'secret');
    await anna.sync('--with', place, '--plain');
    const [index = ''] = inPlace(anna).filter((path) => path.endsWith('/index'));
    const { files } = JSON.parse(readFileSync(index, 'utf8'));
    expect(files.map(({ path }: { path: string }) => path)).toEqual([
      `${one}.jsonl`,
      `${one}/tool-results/a.txt`,
    ]);
    expect(pieces(anna)).toHaveLength(2);
  });

  test('adds files of conversations, goes on with those that grew, and keeps both where they differ', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    const log = `${one}/subagents/agent-1.jsonl`;
    const text = `${one}/tool-results/a.txt`;
    put(join(anna.transcripts, log), anna.line(one, 'said by an agent', 'assistant'));
    put(join(anna.transcripts, text), 'first');
    await anna.sync();
    expect((await berta.sync()).files).toBe(2);
    appendFileSync(join(anna.transcripts, log), anna.line(one, 'and more', 'assistant'));
    writeFileSync(join(anna.transcripts, text), 'other');
    await anna.sync();
    expect(await berta.sync()).toMatchObject({
      files: 1,
      beside: [expect.stringMatching(/a\.txt\.from-[0-9a-f]{8}$/)],
    });
    expect(readFileSync(join(berta.transcripts, log), 'utf8')).toContain('and more');
    expect(readFileSync(join(berta.transcripts, text), 'utf8')).toBe('first');
    expect((await berta.sync()).beside).toEqual([]);
    await anna.sync();
    expect(readdirSync(join(berta.transcripts, one, 'tool-results'))).toHaveLength(2);
  });

  test('does not bring back what was deleted here, nor deletes it there, until it is asked for', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    await berta.sync();
    anna.delete(one);
    for (let round = 0; round < 2; round++) {
      expect((await anna.sync()).left).toMatchObject([{ session: one, why: 'deleted' }]);
      await berta.sync();
      expect([anna.has(one), berta.has(one)]).toEqual([false, true]);
    }
    expect((await anna.sync('--restore', one.slice(0, 8))).got).toMatchObject([{ session: one }]);
    expect(anna.text(one)).toBe(berta.text(one));
    expect((await anna.sync()).left).toEqual([]);
    // The only one that has it deletes it: it lies in the place.
    const alone = sessionOf(2);
    anna.say(alone);
    await anna.sync();
    const text = anna.text(alone);
    anna.delete(alone);
    await anna.sync();
    await anna.sync('--restore', alone);
    expect(anna.text(alone)).toBe(text);
  });

  test('never puts down what lost lines here, and has the whole one again', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    anna.say(one);
    await anna.sync();
    const whole = anna.text(one);
    for (const damage of [
      () => truncateSync(anna.path(one), 700),
      () => truncateSync(anna.path(one), 0),
      () => anna.rewrite(one, (lines) => lines.slice(2)),
      () => writeFileSync(anna.path(one), Buffer.alloc(whole.length)),
    ]) {
      damage();
      const { stdout } = await anna.run('sync');
      expect(stdout).toContain(`Lost lines here, and was not put down so`);
      expect((await anna.sync()).put.files).toBe(0);
      await anna.sync('--restore', one);
      const texts = anna.ids().map((id) => anna.text(id));
      expect(texts.some((text) => text === whole || text.includes('anna hears 1'))).toBe(true);
      for (const id of anna.ids()) if (id !== one) anna.delete(id);
      writeFileSync(anna.path(one), whole);
      await anna.sync();
    }
    await berta.sync();
    expect(berta.text(one)).toBe(whole);
  });

  test('takes a client at its word that writes titles anew, or takes a broken answer out', async () => {
    const [anna] = await two();
    anna.say(one);
    anna.note(one, 'custom-title', { customTitle: 'a' });
    await anna.sync();
    anna.rewrite(one, (lines) => [
      ...lines.slice(0, 1),
      anna.line(one, 'another answer', 'assistant').trimEnd(),
    ]);
    expect(await anna.sync()).toMatchObject({ left: [], put: { files: 1 } });
  });

  test('leaves a conversation that is open for the next time', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    await berta.sync();
    anna.say(one);
    await anna.sync();
    const entry = join(berta.home, `.claude/sessions/${process.pid}.json`);
    put(entry, JSON.stringify({ pid: process.pid, sessionId: one, cwd: berta.folder }));
    const before = berta.text(one);
    process.title = 'claude of a test';
    try {
      expect((await berta.sync()).left).toMatchObject([{ session: one, why: 'open' }]);
    } finally {
      process.title = 'node';
    }
    expect(berta.text(one)).toBe(before);
    rmSync(entry);
    expect((await berta.sync()).forwarded).toHaveLength(1);
    expect(readdirSync(join(berta.home, '.claude-sessions/snapshots')).length).toBeGreaterThan(0);
  });

  test('with --dry-run changes nothing', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    berta.say(sessionOf(2));
    const carla = new Machine('carla', newFolder());
    await carla.sync('--with', carla.place, '--dry-run');
    expect([existsSync(carla.keyFile), inPlace(carla)]).toEqual([false, []]);
    const before = [snapshot(berta.home), snapshot(berta.place)].map((each) => Object.keys(each));
    expect(await berta.sync('--dry-run')).toMatchObject({
      dryRun: true,
      got: [{ session: one }],
      put: { files: 1 },
    });
    expect((await berta.run('sync', '-n')).stdout).toContain('Would be new here');
    expect([snapshot(berta.home), snapshot(berta.place)].map((each) => Object.keys(each))).toEqual(before);
  });

  test('shows what machines have put down, and forgets the place', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    expect((await berta.sync('--status')) as unknown).toMatchObject({ machines: [{}, {}], isPlain: false });
    expect((await berta.run('sync', '--status')).stdout).toMatch(/: 1 conversation, /);
    expect((await berta.run('sync', '--off')).stdout).toContain('Nothing is synchronized any more');
    const { exitCode, stderr } = await berta.run('sync');
    expect(stderr).toContain('It is not known where your machines meet.');
    expect(exitCode).toBe(2);
  });
});

describe('a project', () => {
  test('is known by its remote, however that is written', async () => {
    const place = newFolder();
    const anna = new Machine('anna', place);
    anna.say(one);
    await anna.sync('--with', place, '--plain');
    for (const remote of [
      'https://user:token@example.com/me/app.git/',
      'ssh://git@EXAMPLE.com:2222/me/app',
    ]) {
      const other = new Machine('other', place, remote);
      expect((await other.sync('--with', place, '--plain')).got).toHaveLength(1);
    }
    const stranger = new Machine('stranger', place, 'git@example.com:me/app-2.git');
    expect((await stranger.sync('--with', place, '--plain')).got).toEqual([]);
    expect(
      inPlace(anna)
        .map((path) => readFileSync(path, 'latin1'))
        .join(''),
    ).not.toContain('token');
  });

  test('without a remote is given a name', async () => {
    const place = newFolder();
    const machines = ['anna', 'berta'].map((name) => new Machine(name, place));
    for (const { folder } of machines) rmSync(join(folder, '.git'), { recursive: true });
    const [anna, berta] = machines as [Machine, Machine];
    expect((await anna.run('sync', '--with', place)).stderr).toContain(
      'has no remote by which other machines would know it',
    );
    anna.say(one);
    await anna.sync('--with', place, '--plain', '--project', 'ours');
    expect((await berta.sync('--with', place, '--plain', '--project', 'ours')).got).toHaveLength(1);
    berta.say(one);
    await berta.sync();
    expect((await anna.sync()).forwarded).toHaveLength(1);
  });

  test('that calls itself another one is not believed', async () => {
    const [anna] = await two();
    execFileSync('git', ['-C', anna.folder, 'remote', 'set-url', 'origin', 'git@example.com:me/secret.git']);
    const { stderr, exitCode } = await anna.run('sync');
    expect(stderr).toContain('was example.com/me/app, and is example.com/me/secret');
    expect(exitCode).toBe(1);
    await anna.sync('--project', 'example.com/me/secret');
    await anna.sync();
  });

  test('has its folders and working trees on each machine by their place below the repository', async () => {
    const [anna, berta] = await two();
    const slugOf = (machine: Machine, folder: string) =>
      join(machine.home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
    const below = join(anna.folder, 'packages/a');
    mkdirSync(below, { recursive: true });
    const inBelow = sessionOf(7);
    put(
      join(slugOf(anna, below), `${inBelow}.jsonl`),
      anna.line(inBelow, 'below', 'user').replaceAll(`"${anna.folder}"`, `"${below}"`),
    );
    await anna.sync();
    expect((await berta.sync()).got).toHaveLength(1);
    const there = join(slugOf(berta, join(berta.folder, 'packages/a')), `${inBelow}.jsonl`);
    expect(readFileSync(there, 'utf8')).toContain('below');
    appendFileSync(there, berta.line(inBelow, 'more', 'assistant'));
    await berta.sync();
    expect((await anna.sync()).forwarded).toHaveLength(1);
    execFileSync('git', [
      '-C',
      anna.folder,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'x',
    ]);
    const tree = `${anna.folder}-tree`;
    execFileSync('git', ['-C', anna.folder, 'worktree', 'add', '-q', tree]);
    const inTree = sessionOf(8);
    put(
      join(slugOf(anna, tree), `${inTree}.jsonl`),
      anna.line(inTree, 'in the tree', 'user').replaceAll(`"${anna.folder}"`, `"${tree}"`),
    );
    expect((await anna.sync(tree)).put.files).toBe(1);
    expect((await berta.sync()).got).toMatchObject([{ session: inTree }]);
    expect(berta.has(inTree)).toBe(true);
    berta.say(inTree);
    await berta.sync();
    await anna.sync();
    expect(readFileSync(join(slugOf(anna, tree), `${inTree}.jsonl`), 'utf8')).toBe(berta.text(inTree));
  });

  test('cloned twice is as on two machines, and a copied home takes a name of its own', async () => {
    const [anna] = await two();
    anna.say(one);
    await anna.sync();
    const clone = `${anna.folder}-clone`;
    cpSync(anna.folder, clone, { recursive: true });
    expect((await anna.sync(clone)).got).toHaveLength(1);
    const before = (await anna.sync('--status')) as unknown as { machines: unknown[] };
    const copied = `${anna.home}-copy`;
    cpSync(anna.home, copied, { recursive: true, preserveTimestamps: true });
    anna.say(one);
    await anna.sync();
    const { stdout } = await anna.runWith({ env: { HOME: copied } }, 'sync', '--json');
    expect(JSON.parse(stdout).forwarded).toHaveLength(1);
    const after = (await anna.sync('--status')) as unknown as { machines: unknown[] };
    expect(after.machines.length).toBe(before.machines.length + 1);
  });
});

describe('the key', () => {
  test('is printed by --key alone, and another one reads nothing', async () => {
    const place = newFolder();
    const anna = new Machine('anna', place);
    anna.say(one);
    const said = await anna.run('sync', '--with', place);
    const key = readFileSync(anna.keyFile, 'utf8').trim();
    expect(key).toMatch(/^AGE-SECRET-KEY-1/);
    expect(statSync(anna.keyFile).mode & 0o777).toBe(0o600);
    const outputs = [
      said,
      ...(await Promise.all(
        [
          ['sync'],
          ['sync', '--status'],
          ['sync', '--json'],
          ['sync', '--off'],
          ['sync', '--with', place],
        ].map((args) => anna.run(...args)),
      )),
    ];
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('AGE-SECRET');
    for (const path of inPlace(anna)) expect(readFileSync(path, 'latin1')).not.toContain(key);
    expect((await anna.run('sync', '--key')).stdout.trim()).toBe(key);
    const berta = new Machine('berta', place);
    const refused = await berta.run('sync', '--with', place);
    expect(refused.stderr).toContain('was put down with another key');
    expect(existsSync(berta.keyFile)).toBe(false);
    const elsewhere = new Machine('elsewhere', newFolder());
    await elsewhere.sync('--with', elsewhere.place);
    const wrong = await berta.run('sync', '--with', place, '--key-file', elsewhere.keyFile);
    expect(wrong.stderr).toContain('was put down with another key');
    expect(existsSync(berta.keyFile)).toBe(false);
    expect((await berta.sync('--with', place, '--key-file', anna.keyFile)).got).toHaveLength(1);
  });
});

describe('a folder', () => {
  test('that is not all there yet changes nothing', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    anna.say(sessionOf(2));
    await anna.sync();
    for (const spoil of [
      (path: string) => renameSync(path, `${path}.tmp`),
      (path: string) => truncateSync(path, 100),
    ]) {
      const [path = ''] = pieces(anna);
      const bytes = readFileSync(path);
      spoil(path);
      const report = await berta.sync();
      expect(report.troubles).toEqual([expect.stringMatching(/^Not all of .* is there yet/)]);
      expect([report.got, berta.ids()]).toEqual([[], []]);
      rmSync(`${path}.tmp`, { force: true });
      writeFileSync(path, bytes);
    }
    const index = join(dirname(pieces(anna)[0] ?? ''), '../index');
    const bytes = readFileSync(index);
    truncateSync(index, 300);
    expect((await berta.sync()).got).toEqual([]);
    writeFileSync(index, bytes);
    expect((await berta.sync()).got).toHaveLength(2);
  });

  test('that is not there is said', async () => {
    const [anna] = await two();
    renameSync(anna.place, `${anna.place}-gone`);
    const { stderr, exitCode } = await anna.run('sync');
    renameSync(`${anna.place}-gone`, anna.place);
    expect(stderr).toContain('is not there');
    expect(exitCode).toBe(1);
  });

  test('in which a tool made copies, or somebody wrote, is read as far as it is ours', async () => {
    const [anna, berta] = await two();
    anna.say(one);
    await anna.sync();
    for (const path of inPlace(anna).filter((each) => each.endsWith('/index')))
      cpSync(path, `${path}.sync-conflict-20261201-101010-ABCDEFG`);
    const [piece = ''] = pieces(anna);
    const own = dirname(piece);
    put(join(own, '../../not-a-machine'), 'x');
    const report = await berta.sync();
    expect(report.got).toHaveLength(1);
    expect(report.troubles.join()).toContain('sync-conflict');
    anna.say(one);
    await anna.sync();
    // A piece that is another's, a link, and one that was changed.
    const now = pieces(anna).find((path) => dirname(path) === own) ?? piece;
    const bytes = readFileSync(now);
    for (const spoil of [
      () =>
        writeFileSync(now, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])])),
      () => {
        renameSync(now, `${now}.aside`);
        symlinkSync(`${now}.aside`, now);
      },
    ]) {
      const before = berta.text(one);
      spoil();
      const spoiled = await berta.sync();
      expect(spoiled.troubles.join()).toMatch(/Nothing was taken|nothing was taken|left out/);
      expect(berta.text(one)).toBe(before);
      rmSync(now, { force: true });
      rmSync(`${now}.aside`, { force: true });
      writeFileSync(now, bytes);
    }
    expect((await berta.sync()).forwarded).toHaveLength(1);
  });

  test('that is plain is not believed: paths, sizes, hashes, and what would act here', async () => {
    const place = newFolder();
    const anna = new Machine('anna', place);
    const berta = new Machine('berta', place);
    anna.say(one);
    anna.say(sessionOf(2));
    await anna.sync('--with', place, '--plain');
    const [path = ''] = inPlace(anna).filter((each) => each.endsWith('/index'));
    const index = JSON.parse(readFileSync(path, 'utf8'));
    const [file] = index.files;
    const evil = ['../../../evil', `../${one}.jsonl`, `/etc/${one}.jsonl`, 'settings.json', `${one}/../../x`];
    const files = [...evil.map((each) => ({ ...file, path: each })), { ...file, size: 1e15 }, index.files[1]];
    writeFileSync(path, JSON.stringify({ ...index, files }));
    const before = Object.keys(snapshot(berta.home));
    expect(await berta.sync('--with', place, '--plain')).toMatchObject({
      got: [{ session: sessionOf(2) }],
      troubles: [],
    });
    const made = Object.keys(snapshot(berta.home)).filter(
      (each) => !before.includes(each) && !each.includes('/.claude-sessions'),
    );
    expect(made.filter((each) => statSync(each).isFile())).toEqual([berta.path(sessionOf(2))]);
    anna.note(one, 'attachment', {
      attachment: { type: 'hook_deferred_tool', toolName: 'Bash', toolInput: { command: 'evil' } },
    });
    await anna.sync();
    const report = await berta.sync();
    expect(report).toMatchObject({
      got: [],
      left: [{ session: one, why: 'acts', codes: ['deferred-call'] }],
    });
    expect(berta.has(one)).toBe(false);
    expect((await berta.run('sync')).stdout).toContain('Not taken from');
    expect((await berta.sync('--accept')).got).toMatchObject([{ session: one }]);
  });
});
