import { canDraw } from '../terminal/ask.ts';
import type { OurCommand } from './OurCommand.ts';

/** Without any words, on a terminal: a list of the conversations of this project to go on with; the help where there is none. */
export function withoutWords(program: OurCommand): (() => Promise<void>) | undefined {
  if (process.argv.length > 2 || !canDraw()) return undefined;
  return async () => {
    const { resume } = await import('../commands/resume.ts');
    process.exitCode = await resume(undefined, undefined, [], {}, () => program.help({ error: true }));
  };
}
