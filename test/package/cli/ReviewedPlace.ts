import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { filesBelow } from '../../shell/support/StateLab.ts';
import { program } from './place.ts';
import { VerifyPlace } from './verifyPlace.ts';

let count = 0;
const newId = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

/** A project whose conversations are reviewed, and two that write in them. */
export class ReviewedPlace extends VerifyPlace {
  #mounted: string | undefined;
  readonly #last = new Map<string, string>();
  readonly written = { host: [] as string[], mirror: [] as string[] };

  async review(): Promise<this> {
    this.writeConfig('{"image": "x"}\n');
    const { exitCode, stderr } = await this.run('share', '--review', '--no-install-claude');
    expect(exitCode, stderr).toBe(0);
    return this;
  }

  get mirror(): string {
    return this.#mounted ?? join(this.prepared, 'project');
  }

  /** A container starts: from now on it writes in the folder that is there now, wherever that is moved. */
  mountMirror(): void {
    this.#mounted = `/proc/self/fd/${openSync(join(this.prepared, 'project'), 'r')}`;
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

  /** A title, beside the conversation. */
  name(side: 'host' | 'mirror', session: string): void {
    const customTitle = newId();
    appendFileSync(
      this.pathOf(side, session),
      `${JSON.stringify({ type: 'custom-title', customTitle, sessionId: session })}\n`,
    );
    this.written[side].push(customTitle);
  }

  /** The client has read the conversation anew. */
  reread(side: 'host' | 'mirror', session: string): void {
    this.#last.delete(`${side} ${session}`);
  }

  start(...command: string[]) {
    const child = spawn(process.execPath, [program, ...command], {
      cwd: this.folder,
      env: { HOME: this.home, PATH: process.env.PATH ?? '', DOCKER_PATH: this.engine('exit 0') },
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

  /** Of each file of a side the ids of its messages, and its titles. */
  idsIn(side: 'host' | 'mirror'): string[][] {
    const folder = side === 'host' ? this.transcripts : this.mirror;
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names.map((name) => idsOf(join(folder, name)));
  }
}

/** Those of messages, and titles. */
export function idsOf(path: string): string[] {
  return linesOf(path).flatMap(({ uuid, customTitle }) => uuid ?? idIn(customTitle) ?? []);
}

function linesOf(path: string): { uuid?: string; customTitle?: string }[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.at(-1), path).toBe('');
  return lines.slice(0, -1).map((text) => JSON.parse(text));
}

/** Titles that were made for what the container wrote are none of ours. */
const idIn = (title = '') => (/^[0-9a-f-]{36}$/.test(title) ? title : undefined);

function lastOf(path: string): string | null {
  if (!existsSync(path)) return null;
  return linesOf(path).findLast(({ uuid }) => uuid)?.uuid ?? null;
}
