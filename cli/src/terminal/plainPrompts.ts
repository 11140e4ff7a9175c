import { createInterface, emitKeypressEvents, type Key } from 'node:readline';
import type { Writable } from 'node:stream';

/**
 * What `ask.ts` takes of @clack/prompts, in a twentieth of its size: the extension's command line asks with this, since everybody
 * downloads it and it asks one question. (`scripts/bundles.mjs`)
 */

const cancelled = Symbol('cancelled');

export const isCancel = (answer: unknown): answer is symbol => answer === cancelled;

interface Question {
  readonly message: string;
  readonly output: Writable;
}

/** Asks yes or no, by one key. */
export async function confirm({
  message,
  initialValue,
  output,
}: Question & { initialValue: boolean }): Promise<boolean | symbol> {
  output.write(`${message} ${initialValue ? '(Y/n)' : '(y/N)'} `);
  const answers = new Map([
    ['y', true],
    ['n', false],
    ['return', initialValue],
  ]);
  const answer = await readKey(answers);
  output.write(`${isCancel(answer) ? 'cancelled' : answer ? 'yes' : 'no'}\n`);
  return answer;
}

/** Asks which of several, by its number. */
export async function select<T>({
  message,
  options,
  output,
}: Question & { options: readonly { value: T; label: string }[] }): Promise<T | symbol> {
  const lines = options.map(({ label }, index) => `  ${index + 1}  ${label}\n`);
  output.write(`${message}\n${lines.join('')}`);
  const input = createInterface({ input: process.stdin, output });
  try {
    for (;;) {
      const answer = await new Promise<string | undefined>((resolve) => {
        input.once('close', () => resolve(undefined));
        input.question(`1 to ${options.length}: `, resolve);
      });
      if (answer === undefined) return cancelled;
      const chosen = options[Number(answer) - 1];
      if (chosen) return chosen.value;
    }
  } finally {
    input.close();
  }
}

/** A line that is there while something goes on. */
export function spinner({ output }: { output: Writable }) {
  return {
    start: (message: string) => void output.write(`${message} …`),
    clear: () => void output.write('\r\u001b[K'),
  };
}

/** The answer of the first key that has one; cancelled by Ctrl-C, Escape, and where there is no more input. */
function readKey<T>(answers: ReadonlyMap<string, T>): Promise<T | symbol> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  stdin.setRawMode?.(true);
  stdin.resume();
  return new Promise((resolve) => {
    const done = (answer: T | symbol) => {
      stdin.off('keypress', pressed).off('end', ended);
      stdin.setRawMode?.(false);
      stdin.pause();
      resolve(answer);
    };
    const ended = () => done(cancelled);
    const pressed = (_: string | undefined, { name = '', ctrl }: Key) => {
      const answer = answers.get(name);
      if (name === 'escape' || (ctrl && name === 'c')) done(cancelled);
      else if (answer !== undefined && !ctrl) done(answer);
    };
    stdin.on('keypress', pressed).on('end', ended);
  });
}
