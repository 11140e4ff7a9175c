import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listSnapshots, takeSnapshot, writeFromSnapshot } from '../../../cli/src/snapshots/snapshots.ts';
import { put } from '../../harness/place/Place.ts';
import { expectChangeReport } from '../../harness/project/reportSchema.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { SmallDisk } from './SmallDisk.ts';
import { Talk } from './Talk.ts';
import { session } from './verifyPlace.ts';

const day = 86_400;
const idOf = (digit: string) => session.replace(/^.{8}/, digit.repeat(8));
const kills = rounds({ short: 15, long: 300 });

interface Report {
  readonly conversations: { readonly id: string; readonly forks: string[] }[];
  readonly spared: { readonly id: string; readonly why: string }[];
  readonly gone: { readonly removed: string[]; readonly snapshot: string; readonly failed: string[] }[];
  readonly snapshots: { readonly id: string }[];
  readonly onlyCopies: { readonly id: string; readonly sessions: string[] }[];
  readonly bytes: number;
}

const tops = ['projects', 'tasks', 'todos', 'file-history'];
const configOf = (place: Talk) => join(place.home, '.claude');

/** A conversation with all that may belong to it. */
function conversation(place: Talk, id: string, { age = 100, size = 10, text = '' } = {}): void {
  const files = {
    [`${place.transcripts}/${id}.jsonl`]: text || place.said(0, size, id) + place.said(1, size, id),
    [`${place.transcripts}/${id}/subagents/agent-a1.jsonl`]: `{"agent":"${id}"}\n`,
    [`${configOf(place)}/tasks/${id}/1.json`]: '{"id":"1"}',
    [`${configOf(place)}/todos/${id}-agent-${id}.json`]: '[]',
    [`${configOf(place)}/file-history/${id}/abcd@v1`]: `before ${id}`,
  };
  const time = Date.now() / 1000 - age * day;
  for (const [path, content] of Object.entries(files)) utimesSync(put(path, content), time, time);
}

/** Every file of conversations, by its path below the config directory. */
function filesOf(place: Talk): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string) => {
    if (!existsSync(join(configOf(place), path))) return;
    for (const each of readdirSync(join(configOf(place), path), { withFileTypes: true })) {
      const below = `${path}/${each.name}`;
      if (each.isDirectory()) walk(below);
      else found.set(below, readFileSync(join(configOf(place), below), 'utf8'));
    }
  };
  for (const top of tops) walk(top);
  return found;
}

const requestOf = (place: Talk) => ({ home: place.home, configDir: configOf(place), project: place.folder });

/** What snapshots have of a file that is gone. */
async function keptOf(place: Talk): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  for (const { sides } of await listSnapshots(requestOf(place)))
    for (const file of sides.flatMap(({ files }) => files)) {
      if (kept.has(file.path)) continue;
      const to = join(place.root, 'back', file.path);
      await writeFromSnapshot(place.home, file, to);
      kept.set(file.path, readFileSync(to, 'utf8'));
    }
  return kept;
}

async function prune(place: Talk, ...args: string[]): Promise<Report> {
  const { stdout, stderr } = await place.run('prune', ...args, '--json');
  const report = JSON.parse(stdout || '{}');
  expect(report.error, stderr).toBeUndefined();
  expectChangeReport(report);
  return report;
}

const ids = (report: Report) => report.conversations.map(({ id }) => id).sort();

let place: Talk;
beforeEach(() => {
  place = new Talk();
});

describe('prune --conversations', () => {
  test('shows what the rules let go, and takes nothing away before it is approved', async () => {
    conversation(place, idOf('a'));
    conversation(place, idOf('b'), { age: 1, size: 40_000 });
    conversation(place, idOf('c'), {
      text: `${JSON.stringify({ type: 'mode', sessionId: idOf('c') })}\n`,
      age: 1,
    });
    conversation(place, idOf('d'), { age: 1 });
    rmSync(join(place.transcripts, `${idOf('d')}.jsonl`));
    const before = filesOf(place);
    const dry = (...args: string[]) => prune(place, '--conversations', '--dry-run', ...args);
    expect(ids(await dry('--older-than', '90d'))).toEqual([idOf('a')]);
    expect(ids(await dry('--larger-than', '50k'))).toEqual([idOf('b')]);
    expect(ids(await dry('--empty'))).toEqual([idOf('c')]);
    expect(ids(await dry('--remnants'))).toEqual([idOf('d')]);
    expect(ids(await dry('--empty', '--remnants'))).toEqual([idOf('c'), idOf('d')]);
    expect(ids(await dry('--older-than', '90d', '--larger-than', '50k'))).toEqual([]);
    const refused = await place.run('prune', '--conversations', '--older-than', '90d');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(idOf('a'));
    expect(refused.stderr).toContain('--yes');
    expect(filesOf(place)).toEqual(before);
    for (const args of [
      ['--conversations'],
      ['--empty'],
      ['--conversations', '--older-than', 'x'],
      ['--keep-last', '1'],
      [place.folder],
    ])
      expect((await place.run('prune', ...args)).exitCode).toBe(2);
  });

  test('takes a conversation away with what is its, and every byte is in the snapshot; others stay', async () => {
    conversation(place, idOf('a'));
    conversation(place, idOf('b'), { age: 1 });
    const before = filesOf(place);
    const report = await prune(place, '--conversations', '--older-than', '90d', '--yes');
    expect(report.gone).toMatchObject([{ removed: [idOf('a')], failed: [] }]);
    const left = filesOf(place);
    expect([...left.keys()].filter((path) => path.includes(idOf('a')))).toEqual([]);
    expect(existsSync(join(place.transcripts, idOf('a')))).toBe(false);
    for (const [path, text] of before) if (path.includes(idOf('b'))) expect(left.get(path)).toBe(text);
    const kept = await keptOf(place);
    for (const [path, text] of before) if (!left.has(path)) expect(kept.get(path), path).toBe(text);
    expect((await place.run('prune', '--conversations', '--older-than', '90d')).stdout).toBe(
      'There is no such conversation.\n',
    );
  });

  test('leaves alone what is open, and says what was forked', async () => {
    conversation(place, idOf('a'));
    conversation(place, idOf('b'));
    const forked = {
      ...JSON.parse(place.said(0, 10, idOf('f'))),
      forkedFrom: { sessionId: idOf('b'), messageUuid: 'x' },
    };
    conversation(place, idOf('f'), { age: 1, text: `${JSON.stringify(forked)}\n` });
    const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'claude'], {
      stdio: 'ignore',
    });
    try {
      put(
        join(configOf(place), `sessions/${client.pid}.json`),
        JSON.stringify({ sessionId: idOf('a'), cwd: place.folder }),
      );
      const report = await prune(place, '--conversations', '--older-than', '90d', '--yes');
      expect(report.spared).toEqual([{ id: idOf('a'), why: 'open' }]);
      expect(report.conversations).toMatchObject([{ id: idOf('b'), forks: [idOf('f')] }]);
      expect(place.ids().sort()).toEqual([idOf('a'), idOf('f')]);
    } finally {
      client.kill();
    }
  });

  test('follows no link, and leaves what is no file', async () => {
    conversation(place, idOf('a'));
    const precious = put(join(place.root, 'precious/file'), 'mine');
    const { symlinkSync } = await import('node:fs');
    symlinkSync(join(place.root, 'precious'), join(place.transcripts, idOf('a'), 'tool-results'));
    await place.run('prune', '--conversations', '--older-than', '90d', '--yes');
    expect(readFileSync(precious, 'utf8')).toBe('mine');
    expect(place.ids()).toEqual([]);
  });

  test('leaves what has the same id in a sub-folder', async () => {
    conversation(place, idOf('a'));
    const sub = join(place.folder, 'sub');
    const line = { ...JSON.parse(place.said(0, 10, idOf('a'))), cwd: sub };
    const twin = put(join(place.folderOf(sub), `${idOf('a')}.jsonl`), `${JSON.stringify(line)}\n`);
    const report = await prune(place, '--conversations', '--older-than', '90d', '--yes');
    expect(report.gone).toMatchObject([{ removed: [idOf('a')], failed: [] }]);
    expect(place.ids()).toEqual([]);
    expect(existsSync(twin)).toBe(true);
    expect(existsSync(join(configOf(place), 'tasks', idOf('a'), '1.json'))).toBe(true);
  });

  test('takes empty remnants away', async () => {
    mkdirSync(join(place.transcripts, idOf('e'), 'subagents'), { recursive: true });
    conversation(place, idOf('b'), { age: 1 });
    const report = await prune(place, '--conversations', '--remnants', '--yes');
    expect(report.gone).toMatchObject([{ removed: [idOf('e')], failed: [] }]);
    expect(existsSync(join(place.transcripts, idOf('e')))).toBe(false);
  });
});

describe('prune --snapshots', () => {
  test('lets old ones go, but not the only copy of a conversation that is gone, unless that is said', async () => {
    conversation(place, idOf('a'));
    conversation(place, idOf('b'), { age: 1, size: 5000 });
    await prune(place, '--conversations', '--older-than', '90d', '--yes');
    for (const name of ['one', 'two']) {
      place.put(`${idOf('b')}.jsonl`, place.said(0, 5000, idOf('b')) + place.said(1, 9000, idOf('b')) + name);
      await takeSnapshot({ ...requestOf(place), reason: 'asked', name });
    }
    const dry = await prune(place, '--snapshots', '--keep-last', '1', '--dry-run');
    expect(dry.snapshots).toHaveLength(1);
    expect(dry.onlyCopies).toMatchObject([{ sessions: [idOf('a')] }]);
    await prune(place, '--snapshots', '--keep-last', '1', '--yes');
    expect(await listSnapshots(requestOf(place))).toHaveLength(2);
    const kept = await keptOf(place);
    expect([...kept.keys()].some((path) => path.includes(idOf('a')))).toBe(true);
    await prune(place, '--snapshots', '--keep-last', '1', '--only-copies', '--yes');
    expect(await listSnapshots(requestOf(place))).toHaveLength(1);
    expect([...(await keptOf(place)).keys()].some((path) => path.includes(idOf('a')))).toBe(false);
  });
});

/** Kills a command in the second half of its course, so often. @param before makes what it has to do */
async function killed(command: string[], before: () => Promise<void> | void, after: () => Promise<void>) {
  await before();
  const start = performance.now();
  await place.start(...command).ended;
  const longest = performance.now() - start;
  let whole = longest;
  let hits = 0;
  for (let tries = 0; hits < kills && tries < 6 * kills; tries++) {
    await before();
    const { child, ended } = place.start(...command);
    await sleep(whole * (0.4 + (0.6 * ((hits % 12) + Math.random())) / 12));
    child.kill('SIGKILL');
    const { signal } = await ended;
    if (signal === 'SIGKILL') hits++;
    whole = signal === 'SIGKILL' ? Math.min(whole * 1.1, 3 * longest) : whole * 0.9;
    await after();
  }
  expect(hits).toBe(kills);
  await before();
  const { code, stderr } = await place.start(...command).ended;
  expect(code, stderr).toBe(0);
}

describe(`killed at ${kills} instants`, () => {
  test('prune of conversations has everything there or in a snapshot, and the same command ends it', async () => {
    const all = ['a', 'b', 'c'].map(idOf);
    const before = new Map<string, string>();
    const fill = () => {
      for (const id of all) conversation(place, id, { size: 20_000 });
      for (const [path, text] of filesOf(place)) before.set(path, text);
    };
    await killed(['prune', '--conversations', '--older-than', '90d', '--yes'], fill, async () => {
      const left = filesOf(place);
      const gone = [...before.keys()].filter((path) => !left.has(path));
      const kept = gone.length === 0 ? undefined : await keptOf(place);
      for (const path of gone) expect(kept?.get(path), path).toBe(before.get(path));
      for (const [path, text] of left) if (before.has(path)) expect(text, path).toBe(before.get(path));
    });
    expect(filesOf(place).size).toBe(0);
  }, 1_200_000);

  test('prune of snapshots leaves those whole that are still there', async () => {
    conversation(place, idOf('a'), { age: 1, size: 5000 });
    let said = 2;
    const fill = async () => {
      for (let round = 0; round < 3; round++) {
        put(
          join(place.transcripts, `${idOf('a')}.jsonl`),
          place.said(0, 5000, idOf('a')) + place.said(said++, 5000, idOf('a')),
        );
        await takeSnapshot({ ...requestOf(place), reason: 'asked' });
      }
    };
    await killed(['prune', '--snapshots', '--keep-last', '1', '--only-copies', '--yes'], fill, async () => {
      await keptOf(place);
    });
    expect(await listSnapshots(requestOf(place))).toHaveLength(1);
    expect(readdirSync(join(place.home, '.claude-sessions/snapshots/pieces')).length).toBeGreaterThan(0);
  }, 1_200_000);
});

if (process.getuid?.() === 0) {
  describe('on a full disk', () => {
    let disk: SmallDisk;
    afterEach(() => disk.remove());

    test('nothing goes that is not kept', async () => {
      disk = new SmallDisk();
      conversation(disk, idOf('a'), { size: 20_000 });
      const before = filesOf(disk);
      for (const pages of rounds({ short: [0, 2, 9], long: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12] })) {
        disk.fill(pages);
        const { exitCode, stderr } = await disk.run(
          'prune',
          '--conversations',
          '--older-than',
          '90d',
          '--yes',
        );
        if (exitCode === 0 && pages > 0) break;
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/error: .*[Tt]he disk is full|cannot be written/);
        expect(filesOf(disk)).toEqual(before);
      }
      disk.free();
      expect((await disk.run('prune', '--conversations', '--older-than', '90d', '--yes')).exitCode).toBe(0);
      expect(filesOf(disk).size).toBe(0);
      const kept = await keptOf(disk);
      for (const [path, text] of before) expect(kept.get(path), path).toBe(text);
    });
  });
}
