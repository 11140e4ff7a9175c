import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { projectOf } from '../../../cli/src/api/findProjects.ts';
import type { Project } from '../../../cli/src/api/types.ts';

/** A project folder and a home of its own, and programs that say when they are started. */
export interface Place {
  readonly root: string;
  readonly home: string;
  readonly folder: string;
  /** With the usual devcontainer.json. */
  readonly project: Project;
  /** Writes a file of the project. */
  write(path: string, text: string): void;
  read(path: string): string;
  /** Puts a shell script where programs are looked for; it comes before others of its name. */
  program(name: string, script: string): string;
  /** The words of every start of a program that `program` made. */
  started(): string[];
  /** Process numbers of those that have not ended. */
  running(): number[];
  remove(): void;
}

export const config = '.devcontainer/devcontainer.json';

/** Makes a place, and lets the environment say that it is the user's. */
export function makePlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-api-')));
  const [home, folder, bin] = ['home', 'app', 'bin'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [home, folder, bin]) mkdirSync(each);
  const log = join(root, 'started');
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', '');
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  for (const name of ['DOCKER_PATH', 'CLAUDE_SESSIONS_COLLECTION', 'CLAUDE_CONFIG_DIR']) vi.stubEnv(name, '');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  return {
    root,
    home,
    folder,
    project: projectOf(folder),
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    program(name, script) {
      const path = join(bin, name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>'${log}'; echo $$ >>'${log}.pids'\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    started: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    running: () =>
      (existsSync(`${log}.pids`) ? readFileSync(`${log}.pids`, 'utf8') : '')
        .split('\n')
        .map(Number)
        .filter((pid) => pid > 0 && isAlive(pid)),
    remove() {
      vi.unstubAllEnvs();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Whether a process is there and has not ended; one that nobody has waited for yet counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
