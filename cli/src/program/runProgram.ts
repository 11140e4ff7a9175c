import { CommanderError } from 'commander';
import { usageReport } from '../terminal/errorReport.ts';
import { printJson, reportError } from '../terminal/output.ts';
import type { OurCommand } from './OurCommand.ts';

/** Runs the program on the words of this process, or something else of it, and sets its exit code. */
export async function runProgram(
  program: OurCommand,
  run: () => Promise<unknown> = () => program.parseAsync(),
): Promise<void> {
  // A reader such as `head` may have had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? undefined : reportError(error, false));
  });
  try {
    await run();
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError ? endOfParsing(error) : reportError(error, wantsJson());
  }
}

/** Help and version end the parsing, too. What is wrong was printed by then, for people. */
function endOfParsing({ exitCode, message }: CommanderError): 0 | 2 {
  if (exitCode === 0) return 0;
  if (wantsJson()) printJson(usageReport(message));
  return 2;
}

/** By the words themselves: where they are wrong, nothing is parsed. Those after `--` are for another program. */
function wantsJson(): boolean {
  const words = process.argv.slice(2);
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}
