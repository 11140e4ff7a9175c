import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { withProgress } from './ask.ts';
import { fitsTerminal, pagerCall } from './paged.ts';

/**
 * Prints a result that comes in pieces and may be of any length, as `paged` does: what was not asked for yet by the pager is not made.
 * The pieces must be harmless for a terminal.
 * @param atEnd true when a pager that can do so begins at the end
 * @param waiting what goes on until there is a screen of it, where that takes long
 */
export async function pagedPieces(
  pieces: AsyncIterable<string>,
  { atEnd, waiting }: { readonly atEnd: boolean; readonly waiting?: string | undefined },
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    const begin = () => firstScreen(iterator);
    const first = await (waiting === undefined ? begin() : withProgress(waiting, begin));
    const isShown = !fitsTerminal(first.text) && (await byPager(first.text, iterator, atEnd));
    if (!isShown) await writeAll(process.stdout, first.text, iterator);
  } finally {
    await iterator.return?.();
  }
}

/** What there is, or more than a screen of it. */
async function firstScreen(iterator: AsyncIterator<string>): Promise<{ text: string }> {
  let text = '';
  while (fitsTerminal(text) && process.stdout.isTTY) {
    const { done, value } = await iterator.next();
    if (done) break;
    text += value;
  }
  return { text };
}

/** @returns false when there is no pager: nothing was shown then */
async function byPager(text: string, iterator: AsyncIterator<string>, atEnd: boolean): Promise<boolean> {
  const call = pagerCall();
  if (!call) return false;
  const { program, env } = call;
  const args = atEnd && basename(program) === 'less' ? [...call.args, '+G'] : call.args;
  const child = spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'], env });
  // Ctrl-C is the pager's.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  // Whoever leaves a pager early has read enough.
  child.stdin.on('error', ignore);
  try {
    const started = await new Promise<boolean>((resolve) => {
      child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
    });
    if (!started) return false;
    const written = writeAll(child.stdin, text, iterator).finally(() => child.stdin.end());
    // What goes wrong there is told when the pager has ended.
    written.catch(ignore);
    await once(child, 'close');
    child.stdin.destroy();
    await written;
    return true;
  } finally {
    process.off('SIGINT', ignore);
  }
}

async function writeAll(to: Writable, first: string, iterator: AsyncIterator<string>): Promise<void> {
  for (let text: string | undefined = first; text !== undefined; ) {
    if (to.destroyed) return;
    if (to.write(text) === false) await drained(to);
    const { done, value } = await iterator.next();
    text = done ? undefined : value;
  }
}

/** Until it takes more, or nothing any more. */
function drained(to: Writable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = () => {
      for (const each of events) to.off(each, done);
      resolve();
    };
    for (const each of events) to.on(each, done);
  });
}
