import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { config, Place, put } from '../../harness/place/Place.ts';
import { repository } from '../../harness/system/repository.ts';
import { type Finished, WarmProgram } from './WarmProgram.ts';

export type { Finished };

export const program = join(repository, 'cli/bin/claude-sessions.js');
export const workspaces = join(repository, 'test/fixtures/workspaces');

/** Seconds after which the program hangs: many times what the longest run takes on a machine with nothing else to do. */
const patience = 60;

/** Root may write anything: where rights are tested, the tests of root run as somebody else. */
const otherUser = 65534;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Not as root, whoever runs the tests. */
  readonly unprivileged?: boolean;
}

let warm: WarmProgram | undefined;

/** From here on, the places of this file run the program in one process: see there for which tests may. */
export function runWarm(): void {
  warm = new WarmProgram(patience * 1000);
}

/** A place in which the program is run. */
export class CliPlace extends Place {
  writeConfig(content: string | Uint8Array): string {
    return this.write(config, content);
  }

  /** What the host remembers of the configuration. */
  recordText(): string {
    return readFileSync(this.recordPath(), 'utf8');
  }

  recordPath(): string {
    const prepared = join(this.home, '.claude-sessions');
    const [id = ''] = readdirSync(prepared);
    return join(prepared, id, 'original.json');
  }

  async json(...args: string[]): Promise<Record<string, never>> {
    const result = await this.run(...args, '--json');
    // With findings `status` exits with 1, and prints its result all the same.
    const value = result.stdout === '' ? { error: 'nothing was printed' } : JSON.parse(result.stdout);
    if ('error' in value) throw new Error(`${args.join(' ')}: ${result.stderr}`);
    return value;
  }

  /** Runs the program; it has to be done in time, and never shows a stack trace. */
  run(...args: string[]): Promise<Finished> {
    return this.runWith({}, ...args);
  }

  async runWith(options: RunOptions, ...args: string[]): Promise<Finished> {
    const { cwd = this.folder } = options;
    const env: Record<string, string> = {
      HOME: this.home,
      PATH: process.env.PATH ?? '',
      DOCKER_PATH: '/nonexistent/docker',
      ...options.env,
    };
    const asOther = options.unprivileged && process.getuid?.() === 0;
    if (asOther) this.giveTo(otherUser);
    // Rights, and Node's own options, are a process's from its start.
    const isUsual = !asOther && env.NODE_OPTIONS === undefined;
    const result =
      warm && isUsual
        ? await warm.run({ args, cwd, env })
        : await runAlone(args, { cwd, env, ...(asOther && { uid: otherUser, gid: otherUser }) });
    // The Dev Containers CLI shows its own.
    const ours = result.stderr.replace(/^Bringing the dev container up …\n[\s\S]*(?=^error: )/m, '');
    if (/^\s+at .*:\d+:\d+\)?$|internal error/m.test(ours)) {
      throw new Error(`a stack trace for ${args.join(' ')}:\n${result.stderr}`);
    }
    return result;
  }

  /** A stand-in for a container engine, which answers as the shell code says. */
  engine(code: string): string {
    return put(join(this.root, 'engine'), `#!/bin/sh\n${code}\n`, 0o755);
  }

  private giveTo(uid: number): void {
    chmodSync(this.root, 0o755);
    for (const folder of [this.home, this.folder]) for (const path of everything(folder)) lchown(path, uid);
  }
}

/** Runs the program in a process of its own. */
function runAlone(args: readonly string[], options: SpawnOptions): Promise<Finished> {
  const child = spawn(process.execPath, [program, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience * 1000,
    killSignal: 'SIGKILL',
  });
  return finished(child);
}

function lchown(path: string, uid: number): void {
  if (!lstatSync(path).isSymbolicLink()) chownSync(path, uid, uid);
}

async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (exitCode === null) throw new Error(`it was stopped after ${patience} s; so far:\n${stdout}${stderr}`);
  return { exitCode, stdout, stderr };
}

function everything(folder: string): string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? everything(path) : [path];
  });
  return [folder, ...inside];
}

/** All that is in a folder, with contents, modes and times: equal when nothing was written. */
export function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    everything(folder).map((path) => {
      const stats = lstatSync(path, { bigint: true });
      const content = stats.isFile()
        ? readFileSync(path).toString('latin1')
        : stats.isSymbolicLink()
          ? readlinkSync(path)
          : '';
      return [path, `${stats.mode} ${stats.mtimeNs} ${stats.ino} ${content}`];
    }),
  );
}

/** What is in the project, by path: names and contents, not times. */
export const contents = (place: CliPlace) =>
  Object.entries(snapshot(place.folder)).map(([path, entry]) => [path, entry.replace(/^\d+ \d+ \d+ /, '')]);
