import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { filesBelow } from '../../shell/support/StateLab.ts';
import { program } from './place.ts';
import { VerifyPlace } from './verifyPlace.ts';

const kills = rounds({ short: 24, long: 300 });
const seconds = rounds({ short: 12, long: 300 });

let count = 0;
const newId = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

/** A project whose conversations are reviewed, and two that write in them. */
class ReviewedPlace extends VerifyPlace {
  readonly #last = new Map<string, string>();
  readonly written = { host: [] as string[], mirror: [] as string[] };

  async review(): Promise<this> {
    this.writeConfig('{"image": "x"}\n');
    const { exitCode, stderr } = await this.run('share', '--review', '--no-install-claude');
    expect(exitCode, stderr).toBe(0);
    return this;
  }

  get mirror(): string {
    return join(this.prepared, 'project');
  }

  pathOf(side: 'host' | 'mirror', session: string): string {
    return join(side === 'host' ? this.transcripts : this.mirror, `${session}.jsonl`);
  }

  /** A line behind the last one that the side has. */
  say(side: 'host' | 'mirror', session: string, size = 10): void {
    const path = this.pathOf(side, session);
    const uuid = newId();
    const parentUuid = this.#last.get(`${side} ${session}`) ?? lastOf(path);
    this.#last.set(`${side} ${session}`, uuid);
    const text = `${uuid} ${'x'.repeat(size)}`;
    const value = {
      parentUuid,
      isSidechain: false,
      cwd: side === 'host' ? this.folder : '/workspaces/app',
      sessionId: session,
      version: '2.1.329',
      type: 'user',
      message: { role: 'user', content: text },
      uuid,
      timestamp: '2026-11-30T10:00:00.000Z',
    };
    mkdirSync(side === 'host' ? this.transcripts : this.mirror, { recursive: true });
    appendFileSync(path, `${JSON.stringify(value)}\n`);
    this.written[side].push(uuid);
  }

  /** A todo list is worked on: a task is changed, one made, and the one made before deleted. */
  work(side: 'host' | 'mirror', session: string, round: number): Record<string, string> {
    const list = join(this.listsOf(side), session);
    mkdirSync(list, { recursive: true });
    rmSync(join(list, `${round}.json`), { force: true });
    const rest = { description: '', status: 'pending', blocks: [], blockedBy: [] };
    const tasks = ['1', String(round + 1)].map((id) => [
      `${session}/${id}.json`,
      JSON.stringify({ id, subject: `in round ${round}`, ...rest }, null, 2),
    ]);
    for (const [path = '', text = ''] of tasks) writeFileSync(join(list, '..', path), text);
    return Object.fromEntries(tasks);
  }

  listsOf(side: 'host' | 'mirror'): string {
    return side === 'host' ? join(this.transcripts, '../../tasks') : join(this.mirror, '.tasks');
  }

  tasksOn(side: 'host' | 'mirror'): Record<string, string> {
    // prepare makes the host's.
    const { '.keep': _, ...tasks } = filesBelow(this.listsOf(side));
    return tasks;
  }

  /** The client has read the conversation anew. */
  reread(side: 'host' | 'mirror', session: string): void {
    this.#last.delete(`${side} ${session}`);
  }

  start(command: 'pull' | 'push') {
    const child = spawn(process.execPath, [program, command], {
      cwd: this.folder,
      env: { HOME: this.home, PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const ended = new Promise<{ signal: string | null; code: number | null; stderr: string }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal, stderr })),
    );
    return { child, ended };
  }

  /** Of each file of a side the ids of its messages. */
  idsIn(side: 'host' | 'mirror'): string[][] {
    const folder = side === 'host' ? this.transcripts : this.mirror;
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names.map((name) => idsOf(join(folder, name)));
  }
}

function idsOf(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.at(-1), path).toBe('');
  return lines.slice(0, -1).flatMap((text) => JSON.parse(text).uuid ?? []);
}

function lastOf(path: string): string | null {
  return existsSync(path) ? (idsOf(path).at(-1) ?? null) : null;
}

const session = '33333333-3333-4333-8333-333333333333';

describe('carrying that is killed', () => {
  test.each([
    { side: 'mirror', command: 'pull' },
    { side: 'host', command: 'push' },
  ] as const)(
    `$command at ${kills} instants: every line once, in its order, and every task as it is`,
    async ({ side, command }) => {
      const place = await new ReviewedPlace().review();
      const sessions = Array.from({ length: 40 }, (_, index) =>
        session.replace('33333333', String(index + 10_000_000)),
      );
      let round = 0;
      let tasks = {};
      const sayAll = () => {
        for (const each of sessions) place.say(side, each);
        round++;
        tasks = Object.assign({}, ...sessions.slice(0, 8).map((each) => place.work(side, each, round)));
      };
      sayAll();
      const start = performance.now();
      await place.start(command).ended;
      const longest = performance.now() - start;
      let whole = longest;
      let hits = 0;
      for (let tries = 0; hits < kills && tries < 6 * kills; tries++) {
        sayAll();
        const { child, ended } = place.start(command);
        await sleep(whole * (0.5 + (0.5 * ((hits % 12) + Math.random())) / 12));
        child.kill('SIGKILL');
        const { signal } = await ended;
        if (signal === 'SIGKILL') hits++;
        whole = signal === 'SIGKILL' ? Math.min(whole * 1.1, 3 * longest) : whole * 0.9;
      }
      expect(hits).toBe(kills);
      const { code, stderr } = await place.start(command).ended;
      expect(code, stderr).toBe(0);
      const written = sessions.map((_, index) => place.written[side].filter((_id, at) => at % 40 === index));
      for (const each of ['host', 'mirror'] as const) expect(place.idsIn(each)).toEqual(written);
      for (const each of ['host', 'mirror'] as const) expect(place.tasksOn(each)).toEqual(tasks);
    },
    1_200_000,
  );
});

test(`both sides writing for ${seconds} s, in three conversations: each line once on the host, or in a fork`, async () => {
  const place = await new ReviewedPlace().review();
  const sessions = [1, 2, 3].map((each) => session.replace(/^3/, String(each)));
  for (const each of sessions) {
    place.say('host', each);
    place.reread('host', each);
  }
  const end = Date.now() + seconds * 1000;
  let isOver = false;
  const writing = (async () => {
    while (!isOver) {
      const each = sessions[Math.floor(Math.random() * 3)] ?? session;
      const side = Math.random() < 0.5 ? 'host' : 'mirror';
      if (existsSync(place.pathOf(side, each))) place.say(side, each, Math.random() * 2000);
      if (Math.random() < 0.1) place.reread(side, each);
      await sleep(Math.random() * 20);
    }
  })();
  while (Date.now() < end) {
    for (const command of ['pull', 'push'] as const) {
      const { child, ended } = place.start(command);
      if (Math.random() < 0.3) setTimeout(() => child.kill('SIGKILL'), 100 + Math.random() * 400);
      await ended;
    }
  }
  isOver = true;
  await writing;
  for (const command of ['pull', 'push', 'pull', 'push'] as const) {
    const { code, stderr } = await place.start(command).ended;
    expect(code, stderr).toBe(0);
  }
  const files = place.idsIn('host');
  for (const ids of files) expect(new Set(ids).size, 'a line is twice in a file').toBe(ids.length);
  const all = new Set(files.flat());
  expect([...place.written.host, ...place.written.mirror].filter((id) => !all.has(id))).toEqual([]);
  const inside = place.idsIn('mirror');
  for (const ids of inside) expect(new Set(ids).size, 'a line is twice in the mirror').toBe(ids.length);
}, 600_000);
