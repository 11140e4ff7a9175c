import { escapeHidden } from '@claude-sessions/core/hiddenCharacters.ts';
import { log, note, printJsonLine } from '../terminal/output.ts';

/** What happens to a capsule, for programs. A name that was released stays. */
export type CapsuleEventName =
  | 'building'
  | 'built'
  | 'build-failed'
  | 'unchanged'
  | 'taken-over'
  | 'preparing'
  | 'prepared'
  | 'started'
  | 'out-of-memory'
  | 'ended'
  | 'waiting'
  | 'given-up'
  | 'redeploying'
  | 'stopping'
  | 'stopped'
  | 'note';

const troubles: readonly CapsuleEventName[] = ['build-failed', 'out-of-memory', 'ended', 'given-up'];

/** Where nobody looks as long as another program has the screen. */
const mostHeld = 200;

/** Says what happens: as lines for people on stderr, or as JSON, a line each, on stdout. */
export class CapsuleEvents {
  #held: (() => void)[] | undefined;

  constructor(readonly json: boolean) {}

  /** @param lines of a container or a build, shown below */
  say(
    event: CapsuleEventName,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    lines: readonly string[] = [],
  ): void {
    if (this.json) {
      printJsonLine({
        time: new Date().toISOString(),
        event,
        message,
        ...details,
        ...(lines.length > 0 && { lines }),
      });
      return;
    }
    const print = troubles.includes(event) ? log : note;
    const show = () => {
      print(escapeHidden(message));
      for (const line of lines) print(`  ${escapeHidden(line)}`);
    };
    if (!this.#held) show();
    else if (this.#held.length < mostHeld) this.#held.push(show);
  }

  /** What a build prints, as it comes. */
  readonly progress = (text: string): void => {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
    if (!this.#held && lines.length > 0) note(lines.join('\n'));
  };

  /** Until `release` nothing is shown: the screen is another program's. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const shows = this.#held ?? [];
    this.#held = undefined;
    for (const show of shows) show();
  }
}
