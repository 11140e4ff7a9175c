import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { projectOf } from '../../../cli/src/api/findProjects.ts';
import type { Project } from '../../../cli/src/api/types.ts';
import { Place, put } from '../../harness/place/Place.ts';

/** A place that the environment says is the user's, with programs that say when they are started. */
export class ApiPlace extends Place {
  /** With the usual devcontainer.json. */
  readonly project: Project = projectOf(this.folder);
  readonly #bin = join(this.root, 'bin');
  readonly #log = join(this.root, 'started');

  constructor() {
    super();
    vi.stubEnv('HOME', this.home);
    vi.stubEnv('USERPROFILE', '');
    vi.stubEnv('PATH', `${this.#bin}:${process.env.PATH}`);
    for (const name of ['DOCKER_PATH', 'CLAUDE_SESSIONS_COLLECTION', 'CLAUDE_CONFIG_DIR'])
      vi.stubEnv(name, '');
  }

  /** Puts a shell script where programs are looked for; it comes before others of its name. */
  program(name: string, script: string): string {
    const log = `echo "${name} $*" >>'${this.#log}'; echo $$ >>'${this.#log}.pids'`;
    return put(join(this.#bin, name), `#!/bin/sh\n${log}\n${script}\n`, 0o755);
  }

  /** The words of every start of a program that `program` made. */
  started(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').trim().split('\n') : [];
  }

  /** Process numbers of those that have not ended. */
  running(): number[] {
    const pids = existsSync(`${this.#log}.pids`) ? readFileSync(`${this.#log}.pids`, 'utf8') : '';
    return pids
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0 && isAlive(pid));
  }

  override remove(): void {
    vi.unstubAllEnvs();
    super.remove();
  }
}

/** Whether a process is there and has not ended; one that nobody has waited for yet counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
