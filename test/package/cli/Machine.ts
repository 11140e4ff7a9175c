import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { expectSyncReport } from '../../harness/project/reportSchema.ts';
import { CliPlace, type Finished, program } from './place.ts';

export interface Report {
  readonly got: { session: string }[];
  readonly forwarded: { session: string }[];
  readonly forked: { session: string; fork: string }[];
  readonly files: number;
  readonly beside: string[];
  readonly left: { session: string; why: string; codes?: string[] }[];
  readonly put: { files: number; bytes: number };
  readonly troubles: string[];
}

export const sessionOf = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** One of a user's machines: a home, and a clone of the repository in a place of its own. */
export class Machine extends CliPlace {
  readonly transcripts = join(this.home, '.claude/projects', this.folder.replace(/[^A-Za-z0-9]/g, '-'));
  /** Added to the environment of what it runs. */
  env: Record<string, string> = {};
  #said = 0;

  constructor(
    readonly name: string,
    readonly place: string,
    remote = 'git@Example.com:me/app.git',
  ) {
    super();
    execFileSync('git', ['init', '--quiet', this.folder]);
    execFileSync('git', ['-C', this.folder, 'remote', 'add', 'origin', remote]);
    mkdirSync(join(this.home, '.claude'), { recursive: true });
  }

  /** So many of one user, that meet in a folder and have one key. */
  static async meeting<Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ readonly [At in keyof Names]: Machine }> {
    const place = newFolder();
    const machines = names.map((name) => new Machine(name, place));
    let key: string | undefined;
    for (const machine of machines) {
      if (key !== undefined) put(machine.keyFile, key, 0o600);
      await machine.sync('--with', place);
      key ??= readFileSync(machine.keyFile, 'utf8');
    }
    return machines as unknown as { readonly [At in keyof Names]: Machine };
  }

  /** The same in a repository of restic. */
  static async meetingByRestic(...names: string[]): Promise<Machine[]> {
    const folder = newFolder();
    const repository = join(folder, 'repository');
    const machines = names.map((name) => new Machine(name, repository));
    for (const machine of machines) {
      machine.env = {
        RESTIC_PASSWORD: 'of all of them',
        RESTIC_CACHE_DIR: join(folder, `cache of ${machine.name}`),
      };
      await machine.sync('--with', `restic:${repository}`, '--init');
    }
    return machines;
  }

  get keyFile(): string {
    return join(this.home, '.claude-sessions/sync/key');
  }

  path(id: string): string {
    return join(this.transcripts, `${id}.jsonl`);
  }

  has(id: string): boolean {
    return existsSync(this.path(id));
  }

  text(id: string): string {
    return readFileSync(this.path(id), 'utf8');
  }

  /** The conversations that are here. */
  ids(): string[] {
    if (!existsSync(this.transcripts)) return [];
    return readdirSync(this.transcripts)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .sort();
  }

  sizes(): Map<string, number> {
    return new Map(this.ids().map((id) => [id, statSync(this.path(id)).size]));
  }

  everything(): string {
    return this.ids()
      .map((id) => this.text(id))
      .join('');
  }

  /** Says something in a conversation, and has an answer. @returns the words that were new */
  say(id: string): string[] {
    mkdirSync(this.transcripts, { recursive: true });
    const words = [`[${this.name} asks ${this.#said}]`, `[${this.name} hears ${this.#said++}]`];
    for (const [at, text] of words.entries())
      appendFileSync(this.path(id), this.line(id, text, at === 0 ? 'user' : 'assistant'));
    return words;
  }

  line(id: string, text: string, type: 'user' | 'assistant'): string {
    const uuid = uuidOfText(text);
    const last = existsSync(this.path(id))
      ? [...this.text(id).matchAll(/"uuid":"([^"]+)"/g)].at(-1)?.[1]
      : null;
    return `${JSON.stringify({
      ...{ parentUuid: last ?? null, isSidechain: false, type },
      message: { id: `m${uuid}`, role: type, content: [{ type: 'text', text }] },
      ...{ uuid, timestamp: '2026-11-30T10:00:00.000Z', cwd: this.folder, sessionId: id, version: '2.1.329' },
    })}\n`;
  }

  note(id: string, type: string, members: object): void {
    appendFileSync(this.path(id), `${JSON.stringify({ type, ...members, sessionId: id })}\n`);
  }

  rewrite(id: string, change: (lines: string[]) => string[]): void {
    writeFileSync(
      this.path(id),
      change(this.text(id).trimEnd().split('\n'))
        .map((line) => `${line}\n`)
        .join(''),
    );
  }

  delete(id: string): void {
    rmSync(this.path(id), { force: true });
    rmSync(join(this.transcripts, id), { recursive: true, force: true });
  }

  async sync(...args: string[]): Promise<Report> {
    const { stdout, stderr } = await this.runWith({ env: this.env }, 'sync', '--json', ...args);
    expect(stdout, stderr).toMatch(/^\{\s+"schemaVersion"/);
    expect(stdout, stderr).not.toContain('"error":');
    const report = JSON.parse(stdout);
    expectSyncReport(report);
    return report;
  }

  /** In a process of its own. */
  start(...args: string[]) {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: this.folder,
      env: { HOME: this.home, PATH: process.env.PATH, DOCKER_PATH: '/nonexistent/docker', ...this.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal, stderr })),
    );
    return { child, ended };
  }
}

export type { Finished };

function uuidOfText(text: string): string {
  const hex = Buffer.from(text).toString('hex').padEnd(64, '0').slice(2, 66);
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  const start = sum.toString(16).padStart(8, '0');
  return `${start}-${hex.slice(2, 6)}-4${hex.slice(7, 10)}-8${hex.slice(11, 14)}-${hex.slice(20, 32)}`;
}
