import { shortConfigName } from '@claude-sessions/core/devcontainer/find.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { escapeControls } from './output.ts';
import { isQuiet } from './verbosity.ts';

/** True when there is somebody to ask. Questions go to stderr: stdout is for results. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !process.env.CI;
}

/** The same for what is drawn: a terminal that does not say how wide it is gets nothing that is made to fit. */
export function canDraw(): boolean {
  return canAsk() && process.stderr.columns > 0;
}

/** Asks which of several configurations is meant. @throws UsageError where nobody can be asked */
export async function askConfig(
  configs: readonly string[],
  option: '--config' | '--from' = '--config',
): Promise<string> {
  if (!canAsk()) {
    const [first = ''] = configs.map(shortConfigName);
    throw new UsageError(
      `There are ${configs.length} configurations: ${configs.join(', ')}.`,
      `Choose one with ${option} FILE, for example ${option} ${shellWord(first)}.`,
    ).as('several-configurations');
  }
  return askChoice(
    'Which configuration?',
    configs.map((config) => ({ value: config, label: escapeControls(config) })),
  );
}

/** Asks which of several answers, where somebody can be asked. @throws UserError when it is cancelled */
export async function askChoice<T extends string>(
  message: string,
  options: readonly { readonly value: T; readonly label: string }[],
): Promise<T> {
  const { select, isCancel } = await import('@clack/prompts');
  const answer = await select<string>({ message, options: [...options], output: process.stderr });
  if (isCancel(answer)) throw new UserError('Cancelled; nothing was changed.').as('cancelled');
  return answer as T;
}

/** Asks yes or no; `otherwise` where nobody can be asked. */
export async function askYesNo(message: string, otherwise: boolean): Promise<boolean> {
  if (!canAsk()) return otherwise;
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: otherwise, output: process.stderr });
  if (isCancel(answer)) throw new UserError('Cancelled; nothing was changed.').as('cancelled');
  return answer;
}

/** Asks for something that is not shown. @throws UserError when it is cancelled */
export async function askSecret(message: string): Promise<string> {
  const { password, isCancel } = await import('@clack/prompts');
  const answer = await password({ message: escapeControls(message), output: process.stderr });
  if (isCancel(answer)) throw new UserError('Cancelled; nothing was changed.').as('cancelled');
  return answer;
}

/** Shows on a terminal that something longer is going on, unless `--quiet`. */
export async function withProgress<T>(message: string, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY || isQuiet()) return work();
  const { spinner } = await import('@clack/prompts');
  const progress = spinner({ output: process.stderr, withGuide: false });
  progress.start(message);
  try {
    return await work();
  } finally {
    progress.clear();
  }
}
