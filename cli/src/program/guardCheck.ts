import { guardCheck } from '../commands/guardCheck.ts';
import type { OurCommand } from './OurCommand.ts';

/** `guard check` alone, for a guard that was turned on in an editor. */
export function addGuardCheck(program: OurCommand): void {
  program
    .declare('guard', 'trust', '', '')
    .argument('<check>')
    .argument('[words...]')
    .action(async (_check: string, words: string[]) => {
      process.exitCode = await guardCheck(words);
    });
}
