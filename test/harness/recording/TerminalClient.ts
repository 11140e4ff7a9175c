import { setTimeout as sleep } from 'node:timers/promises';
import type { MockApi } from '../claude/mockApi.ts';
import { Tmux } from '../claude/tmux.ts';
import { until } from '../system/processes.ts';
import type { RecordedPlace, Side } from './RecordedPlace.ts';

const ended = 'Pane is dead';

/** An interactive client in a terminal. Versions draw differently: it waits for the mock, or for the screen to be still. */
export class TerminalClient {
  readonly #tmux: Tmux;
  readonly #api: MockApi;

  private constructor(tmux: Tmux, api: MockApi) {
    this.#tmux = tmux;
    this.#api = api;
  }

  static async start(
    program: string,
    place: RecordedPlace,
    side: Side,
    api: MockApi,
    args: readonly string[],
  ): Promise<TerminalClient> {
    const { user } = place;
    const tmux = await Tmux.start([program, ...args], { env: side.env, cwd: side.folder, user });
    const client = new TerminalClient(tmux, api);
    await until(async () => /[❯>]/.test(await tmux.screen()), 30_000, 200);
    await client.still();
    const screen = await tmux.screen();
    if (screen.includes(ended)) throw new Error(`The client ended at once:\n${screen}`);
    return client;
  }

  /** Types a prompt or a command, and waits for what comes of it. */
  async prompt(text: string): Promise<void> {
    const before = this.#api.requests.length;
    await this.#tmux.type(text);
    await sleep(300);
    await this.#tmux.keys('Enter');
    if (!/^[/!#]/.test(text)) await until(() => this.#api.requests.length > before, 10_000, 100);
    await this.still();
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.#tmux.keys(key);
      await sleep(400);
    }
    await this.still();
  }

  /** Goes through the permission modes until it is the one of the settings. */
  async toUsualMode(): Promise<void> {
    // Out of a question that is still open.
    await this.keys('Escape');
    for (let tries = 0; tries < 6; tries++) {
      if (!/(?:edits|mode) on/.test(await this.#tmux.screen())) return;
      await this.keys('BTab');
    }
  }

  /** Types a prompt and does not wait. */
  async begin(text: string): Promise<void> {
    await this.#tmux.type(text);
    await sleep(300);
    await this.#tmux.keys('Enter');
    await sleep(700);
  }

  screen(): Promise<string> {
    return this.#tmux.screen();
  }

  /** Waits until the screen has not changed for a while; clocks and spinners apart, it does so soon. */
  async still(): Promise<void> {
    let last = '';
    let same = 0;
    const look = async () => {
      const now = await this.#tmux.screen();
      same = now === last ? same + 1 : 0;
      last = now;
      return same >= 3;
    };
    await until(look, 8000, 300);
  }

  async stop(): Promise<void> {
    await this.#tmux.type('/exit');
    await sleep(300);
    await this.#tmux.keys('Enter');
    await until(async () => (await this.#tmux.screen()).includes(ended), 5000, 200);
    await this.#tmux.stop();
  }
}
