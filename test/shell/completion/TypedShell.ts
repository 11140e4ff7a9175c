import { type ChildProcess, spawn } from 'node:child_process';

const prompt = 'READY>';

/** A shell on a terminal, in which lines are typed, each when the one before is done. */
export class TypedShell {
  #output = '';
  readonly #child: ChildProcess;

  /** @param command starts the shell, with \`READY>\` as its prompt */
  constructor(command: string, cwd: string, env: Record<string, string>) {
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'dumb', PS1: prompt, PROMPT: prompt },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text) => {
      this.#output += text;
    });
  }

  /** @returns what was printed from the typing to the next time that something matches */
  async type(line: string, until: RegExp): Promise<string> {
    const start = this.#output.length;
    this.#child.stdin?.write(line);
    const patience = Date.now() + 60_000;
    while (!until.test(this.#output.slice(start))) {
      if (Date.now() > patience) throw new Error(`After ${JSON.stringify(line)} came: ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.#output.slice(start);
  }

  end(): void {
    this.#child.stdin?.end('\u0015exit\n');
    this.#child.kill();
  }
}
