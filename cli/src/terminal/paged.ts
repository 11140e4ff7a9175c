import { spawnSync } from 'node:child_process';
import { held } from './output.ts';

/**
 * Prints a result that may be long. Where it does not fit the terminal a pager shows it, as git has it: `PAGER`, by its words and
 * without a shell, else `less`; none with `PAGER=cat`, or when there is no such program. What is no terminal gets it as it is.
 */
export async function paged(print: () => void | Promise<void>): Promise<void> {
  const text = await held(print);
  if (!fitsTerminal(text) && showByPager(text)) return;
  process.stdout.write(text);
}

/** True where no pager is needed. */
export function fitsTerminal(text: string): boolean {
  const { isTTY, columns = 80, rows = 24 } = process.stdout;
  if (!isTTY || process.platform === 'win32') return true;
  const height = (line: string) => Math.max(1, Math.ceil(line.length / columns));
  return text.split('\n').reduce((sum, line) => sum + height(line), 0) < rows;
}

interface PagerCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Undefined where none is wanted. */
export function pagerCall(): PagerCall | undefined {
  const { PAGER = 'less', LESS = 'FRX', LESSCHARSET = 'utf-8' } = process.env;
  const [program, ...args] = PAGER.split(/\s+/).filter(Boolean);
  if (program === undefined || program === 'cat') return undefined;
  return { program, args, env: { ...process.env, LESS, LESSCHARSET } };
}

/** @returns whether it was shown */
function showByPager(text: string): boolean {
  const call = pagerCall();
  if (!call) return false;
  const { error } = spawnSync(call.program, call.args, {
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: call.env,
  });
  // Whoever leaves a pager early has read enough.
  return error === undefined || !('code' in error && error.code === 'ENOENT');
}
