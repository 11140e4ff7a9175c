import { folderArgument, withConfiguration, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { type Run, runs } from './runs.ts';

/**
 * A command about a project.
 * @param load its code, loaded when it runs, so that starting costs little
 */
export function about<Options>(
  program: OurCommand,
  name: string,
  load: () => Promise<Run<Options>>,
  summary: string,
  description: string,
): OurCommand {
  const added = program.declare(name, 'project', summary, description).argument(...folderArgument);
  return withJson(withConfiguration(added)).action(runs(load));
}

/** What `-q` and `-v` do in the commands that change devcontainer.json. */
export const changeVerbosity = {
  quiet: 'print the changes, warnings and errors only',
  verbose: 'also print every changed file as a diff',
};
