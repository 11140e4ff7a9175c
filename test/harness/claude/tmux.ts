import { findOnPath } from '../system/findOnPath.ts';
import { type HostUser, tryRunAs } from '../system/hostUser.ts';
import { aliveInSession, stopProcess, until } from '../system/processes.ts';
import { type Finished, succeeded } from '../system/run.ts';

let started = 0;

/** A program in a terminal of its own, under a tmux server of its own: for what asks and draws. */
export class Tmux {
  readonly #socket: string;
  readonly #user: HostUser;

  private constructor(socket: string, user: HostUser) {
    this.#socket = socket;
    this.#user = user;
  }

  /** Starts a program as the harness's user, unless another is named. `env` is all that it gets beside PATH and the like. */
  static async start(
    command: readonly string[],
    options: { env: Record<string, string>; cwd: string; user?: HostUser; columns?: number; rows?: number },
  ): Promise<Tmux> {
    const { columns = 160, rows = 50 } = options;
    // The harness belongs to a run of tests: whoever names a user is none.
    const user = options.user ?? (await import('../start/harness.ts')).useHarness().user;
    if (!findOnPath('tmux')) throw new Error('tmux is not installed: apt-get install tmux');
    started += 1;
    const tmux = new Tmux(`claude-test-${process.pid}-${started}`, user);
    const env = { TERM: 'xterm-256color', ...options.env };
    const stays = ['set-option', '-g', 'remain-on-exit', 'on', ';'];
    const size = ['-x', String(columns), '-y', String(rows)];
    const session = ['new-session', '-d', ...size, '-c', options.cwd, ...command];
    succeeded(await tmux.#tmux(['-f', '/dev/null', 'start-server', ';', ...stays, ...session], env));
    return tmux;
  }

  /** What the terminal shows now. */
  async screen(): Promise<string> {
    return (await this.#tmux(['capture-pane', '-p'])).stdout;
  }

  /** The same with lines that the terminal broke put together again. */
  async lines(): Promise<string[]> {
    const { stdout } = await this.#tmux(['capture-pane', '-p', '-J']);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  }

  /** Waits until the terminal shows `pattern`; throws with what it shows when that takes too long. */
  async waitFor(pattern: RegExp, patience = 30_000): Promise<string> {
    let seen = '';
    const look = async () => {
      seen = await this.screen();
      return pattern.test(seen);
    };
    const found = await until(look, patience, 200);
    if (!found) throw new Error(`The terminal never showed ${pattern}:\n${seen}`);
    return seen;
  }

  async showsCursor(): Promise<boolean> {
    return (await this.#tmux(['display-message', '-p', '#{cursor_flag}'])).stdout.trim() === '1';
  }

  /** Presses keys, as tmux names them (`Enter`, `Down`, `C-c`). */
  async keys(...keys: string[]): Promise<void> {
    await this.#tmux(['send-keys', ...keys]);
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux(['send-keys', '-l', text]);
  }

  /**
   * Ends the program and the server, and waits for both, and for what the program has started: a client still writes its state when its
   * terminal is gone, and leaves a git that it had asked something.
   */
  async stop(): Promise<void> {
    const { stdout } = await this.#tmux(['list-panes', '-a', '-F', '#{pane_pid}']);
    await this.#tmux(['kill-server']);
    const pids = stdout.trim().split('\n').filter(Boolean).map(Number);
    await Promise.all(
      pids.map(async (pid) => {
        if (await until(() => aliveInSession(pid).length === 0, 5000)) return;
        await Promise.all(aliveInSession(pid).map((each) => stopProcess(each)));
      }),
    );
  }

  #tmux(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
    const own = { TMUX_TMPDIR: this.#user.temporary, ...env };
    return tryRunAs(this.#user, 'tmux', ['-L', this.#socket, ...args], { env: own });
  }
}
