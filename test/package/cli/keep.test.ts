import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { guardHooks } from '../../../core/src/guard/guardHooks.ts';
import { ownHooks } from '../../../core/src/hooks/ownHooks.ts';
import { keepEvents } from '../../../core/src/keep/keepHooks.ts';
import { sweep } from '../../harness/conversations/sweep.ts';
import { put } from '../../harness/place/Place.ts';
import { expectChangeReport } from '../../harness/project/reportSchema.ts';
import { until } from '../../harness/system/processes.ts';
import { type Finished, tryRun } from '../../harness/system/run.ts';
import { Talk } from './Talk.ts';
import { session } from './verifyPlace.ts';

const day = 86_400;
const old = session.replace(/^.{8}/, 'aaaaaaaa');
const foreign = session.replace(/^.{8}/, 'bbbbbbbb');

/** A home with conversations of which Claude Code deletes some within a week. */
class Keeping extends Talk {
  readonly config = join(this.home, '.claude');
  readonly settings = join(this.config, 'settings.json');
  readonly script = join(this.home, '.claude-sessions/keep/keep.sh');
  readonly last = join(this.home, '.claude-sessions/keep/last.json');
  readonly other = join(this.root, 'other');

  text(): string {
    return readFileSync(this.settings, 'utf8');
  }

  /** A conversation with all that may belong to it. @param age of everything, in days */
  conversation(id: string, age: number, folder = this.folder): void {
    const below = this.folderOf(folder).slice(this.config.length + 1);
    const line = JSON.stringify({ ...JSON.parse(this.said(0, 10, id)), cwd: folder });
    const plan = `plans/plan-${id.slice(0, 8)}.md`;
    const files = {
      [`${below}/${id}.jsonl`]: `${line}\n${JSON.stringify({ type: 'note', plan: `/x/${plan}`, sessionId: id })}\n`,
      [`${below}/${id}/subagents/agent-a1.jsonl`]: `{"agent":"${id}"}\n`,
      [`${below}/${id}/tool-results/one.txt`]: 'a result',
      [`tasks/${id}/1.json`]: '{"id":"1"}',
      [`todos/${id}-agent-${id}.json`]: '[]',
      [`file-history/${id}/abcd@v1`]: 'before',
      [plan]: '# Plan\n',
    };
    const time = Date.now() / 1000 - age * day;
    for (const [path, text] of Object.entries(files))
      utimesSync(put(join(this.config, path), text), time, time);
    for (const path of [`tasks/${id}`, `file-history/${id}`]) utimesSync(join(this.config, path), time, time);
  }

  /** Runs a hook as Claude Code does. */
  hook(event: string, cwd = this.folder): Promise<Finished> {
    const hook = ownHooks(this.text(), 'keep').find((each) => each.event === event);
    const input = JSON.stringify({ session_id: session, cwd, hook_event_name: event });
    return tryRun('/bin/sh', ['-c', hook?.command ?? 'exit 99'], {
      env: { HOME: this.home, PATH: process.env.PATH ?? '' },
      input,
    });
  }

  /** What came of the hook, which works in the background. */
  async outcome(): Promise<{ snapshots: number; troubles: string[] }> {
    expect(await until(() => existsSync(this.last), 60_000, 50)).toBe(true);
    return JSON.parse(readFileSync(this.last, 'utf8'));
  }

  /** Every file of Claude Code's that belongs to conversations. */
  files(): Map<string, string> {
    const found = new Map<string, string>();
    const walk = (path: string) => {
      for (const each of readdirSync(join(this.config, path), { withFileTypes: true })) {
        const below = join(path, each.name);
        if (each.isDirectory()) walk(below);
        else found.set(below, readFileSync(join(this.config, below), 'utf8'));
      }
    };
    for (const top of ['projects', 'tasks', 'todos', 'file-history', 'plans']) walk(top);
    return found;
  }
}

let place: Keeping;
beforeEach(() => {
  place = new Keeping();
});

describe('keep on', () => {
  const texts: [string, string][] = [
    [
      'in use',
      '{\n  "model": "opus",\n  "hooks": {\n    "SessionStart": [ {"hooks": [{"type":"command","command":"x"}]} ]\n  }\n}\n',
    ],
    ['on one line', '{"hooks":{"SessionEnd":[]},"model":"opus"}'],
    ['with line ends of Windows', '{\r\n  "model": "opus"\r\n}'],
  ];

  test.each(texts)(
    'edits settings.json %s, and off takes that out to the byte, whatever the guard does meanwhile',
    async (_, before) => {
      put(place.settings, before, 0o640);
      const orders = [
        ['keep on', 'keep off'],
        ['guard on', 'keep on', 'guard off', 'keep off'],
        ['guard on', 'keep on', 'keep off', 'guard off'],
        ['keep on', 'guard on', 'keep off', 'guard off'],
        ['keep on', 'guard on', 'guard off', 'keep off'],
      ];
      // Each text in some, and the first in all.
      for (const order of before === texts[0]?.[1] ? orders : orders.slice(-1)) {
        const on = new Set<string>();
        for (const step of order) {
          const { exitCode, stderr } = await place.run(...step.split(' '));
          expect(exitCode, stderr).toBe(0);
          const [owner = '', action] = step.split(' ');
          if (action === 'on') on.add(owner);
          else on.delete(owner);
          expect(ownHooks(place.text(), 'keep')).toHaveLength(on.has('keep') ? keepEvents.length : 0);
          expect(guardHooks(place.text())).toHaveLength(on.has('guard') ? 4 : 0);
          for (const each of on) expect((await place.run(each)).exitCode).toBe(0);
        }
        expect(place.text()).toBe(before);
        expect(lstatSync(place.settings).mode & 0o777).toBe(0o640);
      }
      expect(existsSync(place.script)).toBe(false);
    },
  );

  test('makes settings.json where there is none, and off takes it away, in the guard’s turn too', async () => {
    for (const step of ['keep on', 'guard on', 'keep off', 'guard off'])
      expect((await place.run(...step.split(' '))).exitCode).toBe(0);
    expect(existsSync(place.settings)).toBe(false);
  });

  test('leaves what was edited by hand since, and is taken out of it', async () => {
    put(place.settings, '{\n  "model": "opus"\n}\n');
    await place.run('guard', 'on');
    put(place.settings, place.text().replace('opus', 'sonnet'));
    await place.run('keep', 'on');
    expect(guardHooks(place.text())).toHaveLength(4);
    await place.run('guard', 'off');
    expect(ownHooks(place.text(), 'keep')).toHaveLength(2);
    await place.run('keep', 'off');
    expect(place.text()).toBe('{\n  "model": "sonnet"\n}\n');
  });

  test('keeps at once what is deleted within a week, and says what it does to programs', async () => {
    place.conversation(old, 26);
    const on = JSON.parse((await place.run('keep', 'on', '--json')).stdout);
    expectChangeReport(on);
    expect(on).toMatchObject({ on: true, edited: true, snapshots: 1, troubles: [] });
    const status = JSON.parse((await place.run('keep', '--json')).stdout);
    expectChangeReport(status);
    expect(status).toMatchObject({ on: true, problems: [], swept: { conversations: 1, kept: 1 } });
    const off = JSON.parse((await place.run('keep', 'off', '--json')).stdout);
    expectChangeReport(off);
    expect(off.edited).toEqual([place.settings]);
  });
});

describe('the hooks of keep', () => {
  test('keep the project, and what would be deleted of others, without a word; the sweep takes nothing that is not kept', async () => {
    await place.run('keep', 'on');
    place.conversation(session, 0);
    place.conversation(old, 45);
    place.conversation(foreign, 25, place.other);
    const before = place.files();
    expect(await place.hook('SessionStart')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await place.outcome()).toMatchObject({ snapshots: 2, troubles: [] });
    const gone = sweep(place.config, Date.now() - 22 * day * 1000);
    expect(gone).toHaveLength(14);
    const { listSnapshots, writeFromSnapshot } = await import('../../../cli/src/snapshots/snapshots.ts');
    const { home } = place;
    const kept = new Map<string, string>();
    for (const project of [place.folder, place.other]) {
      const all = await listSnapshots({ home, configDir: place.config, project });
      for (const file of all.flatMap(({ sides }) => sides).flatMap(({ files }) => files)) {
        const to = join(place.root, 'back', file.path);
        await writeFromSnapshot(home, file, to);
        kept.set(file.path, readFileSync(to, 'utf8'));
      }
    }
    for (const path of gone) expect(kept.get(path), path).toBe(before.get(path));
    mkdirSync(place.other);
    for (const [id, cwd] of [
      [old, place.folder],
      [foreign, place.other],
    ] as const) {
      const { exitCode, stderr } = await place.runWith({ cwd }, 'restore', id);
      expect(exitCode, stderr).toBe(0);
    }
    expect(place.files()).toEqual(before);
  });

  test('go by the settings of the project in which Claude Code is started, when they say less', async () => {
    await place.run('keep', 'on');
    place.conversation(foreign, 10, place.other);
    put(join(place.folder, '.claude/settings.json'), '{"cleanupPeriodDays": 12}');
    await place.hook('SessionStart');
    expect(await place.outcome()).toMatchObject({ snapshots: 1, troubles: [] });
  });

  test('do nothing where the program or the script is gone, and keep says so', async () => {
    await place.run('keep', 'on');
    place.conversation(old, 45);
    const script = readFileSync(place.script, 'utf8');
    put(place.script, script.replace(/^TOOL=.*$/m, 'TOOL=/nonexistent/cli.js'), 0o700);
    expect(await place.hook('SessionStart')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const broken = await place.run('keep');
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain('/nonexistent/cli.js, which it runs, is gone.');
    rmSync(place.script);
    expect(await place.hook('SessionEnd')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await place.run('keep')).stdout).toContain('keep.sh is gone.');
    expect((await place.run('keep', 'on')).exitCode).toBe(0);
    expect((await place.run('keep')).exitCode).toBe(0);
  });

  test('note what could not be kept', async () => {
    await place.run('keep', 'on');
    place.conversation(session, 0);
    put(join(place.home, '.claude-sessions/snapshots'), 'a file');
    await place.hook('SessionEnd');
    expect((await place.outcome()).troubles).toHaveLength(1);
    expect(await place.run('keep')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('could not be kept'),
    });
  });
});

test('status names what is deleted within a week, and keeps it; list says so', async () => {
  place.writeConfig('{"image": "x"}\n');
  place.conversation(old, 26);
  expect((await place.run('status')).stdout).toMatch(
    /^Deleted {5}1 conversation within a week, in 3 days: `claude-sessions status --keep` keeps it$/m,
  );
  expect((await place.run('list')).stdout).toContain('deleted in 3 days\t');
  const { swept } = (await place.json('status', '--keep')) as { swept?: object };
  expect(swept).toMatchObject({ conversations: 1, kept: 1, snapshots: 1, troubles: [] });
  expect((await place.run('status')).stdout).toContain(
    '1 conversation within a week, in 3 days; it is kept\n',
  );
  expect((await place.run('list')).stdout).toContain('deleted in 3 days, kept\t');
});
