import { folderArgument, withConfiguration } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { runs } from './runs.ts';

/** `continue --host` alone, for the extension. What started us as Node is not for Claude Code. */
export function addContinueHere(program: OurCommand): void {
  const added = program.declare('continue', 'project', '', '').argument(...folderArgument);
  withConfiguration(added)
    .add('action', '--host', '')
    .action(
      runs(async () => {
        delete process.env.ELECTRON_RUN_AS_NODE;
        const { continueHere } = await import('../commands/continueHere.ts');
        return (folder, options) => continueHere(folder, [], options);
      }),
    );
}
