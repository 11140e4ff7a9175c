import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GuardEvent } from '../../../core/src/guard/guardHooks.ts';
import { guardCommand } from '../../../core/src/guard/guardScript.ts';
import { hookScriptText } from '../../../core/src/hooks/hookScript.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import type { Shell } from '../prepare/shells.ts';

const asset = readFileSync(resolve(import.meta.dirname, '../../../core/assets/guard.sh'), 'utf8');

export interface HookInput {
  readonly session?: string;
  readonly transcript?: string;
  readonly source?: string;
  /** What follows in the input, the beginning of which is Claude Code's. */
  readonly rest?: object;
  /** The whole input, in place of that. */
  readonly raw?: string;
  readonly client?: number;
}

/** The guard's script under one shell, in a home with one shared project, and a stand-in for the tool that it asks. */
export class GuardLab {
  readonly home = newFolder();
  readonly guard = join(this.home, '.claude-sessions/guard');
  readonly script = join(this.guard, 'guard.sh');
  readonly id = 'a'.repeat(52);
  readonly folder = join(this.home, '.claude/projects/-app');
  readonly session = '0e7e4f5c-0000-4000-8000-000000000000';
  readonly transcript = join(this.folder, `${this.session}.jsonl`);
  readonly #tool = join(this.home, 'tool.sh');
  readonly #client: ChildProcess = spawn('sleep', ['600'], { stdio: 'ignore' });

  constructor(readonly shell: Shell) {
    for (const each of ['clients', 'clean']) mkdirSync(join(this.guard, each), { recursive: true });
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(join(this.home, '.claude-sessions', this.id));
    symlinkSync(this.folder, join(this.home, '.claude-sessions', this.id, 'project'));
    put(this.transcript, '{"type":"user"}\n');
    this.says('clean');
    const program = { node: '/bin/sh', tool: this.#tool, version: '1.0.0' };
    // The tools of this shell alone.
    const text = hookScriptText(asset, program)
      .replace(/^PATH=.*$/m, '')
      .replace('LIMIT=120', 'LIMIT=2');
    put(this.script, text);
  }

  get client(): number {
    return this.#client.pid ?? 0;
  }

  /** What the tool answers from here on, as shell code or as its words. */
  says(words: string, code = `printf '%s\\n' '${words}'`): void {
    put(this.#tool, `cat >'${this.home}/input'; echo "$*" >>'${this.home}/asked'; ${code}\n`);
  }

  withoutTool(): void {
    spawnSync('rm', [this.#tool]);
  }

  /** The words with which the tool was called since this was asked last. */
  asked(): string[] {
    const path = join(this.home, 'asked');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    spawnSync('rm', ['-f', path]);
    return lines;
  }

  /** What the tool got on stdin. */
  get input(): string {
    return readFileSync(join(this.home, 'input'), 'utf8');
  }

  /** Runs the script as the hook does; `code` is the hook's, by the command in settings.json. */
  hook(event: GuardEvent, input: HookInput = {}): { code: number | null; stderr: string } {
    const {
      session = this.session,
      transcript = this.transcript,
      source,
      rest,
      client = this.client,
    } = input;
    const text =
      input.raw ??
      JSON.stringify({
        session_id: session,
        transcript_path: transcript,
        cwd: '/app',
        ...rest,
        hook_event_name: event,
        ...(source !== undefined && { source }),
      });
    const shell = this.shell.argv.map((word) => `'${word}'`).join(' ');
    const command = guardCommand(this.script, event)
      .replace(/^\/bin\/sh /, `${shell} `)
      .replace('"$PPID"', String(client));
    const { status, stderr } = spawnSync('sh', ['-c', command], {
      input: text,
      encoding: 'utf8',
      env: { PATH: this.shell.path, HOME: this.home },
    });
    return { code: status, stderr };
  }

  get clients(): string[] {
    return readdirSync(join(this.guard, 'clients'));
  }

  stop(): void {
    this.#client.kill('SIGKILL');
  }
}
