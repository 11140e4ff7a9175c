import { Option } from 'commander';
import { version } from '../../package.json';
import { setQuiet } from '../terminal/verbosity.ts';
import { optionGroups } from './groups.ts';
import { OurCommand } from './OurCommand.ts';

/** The program without its commands. */
export function newProgram(): OurCommand {
  const program = new OurCommand('claude-sessions');
  program
    .description('Claude Code in a dev container: the same assistant as on the host, safely.')
    .version(version, '-V, --version', 'print the version')
    .addHelpOption(new Option('-h, --help', 'show this help').helpGroup(optionGroups.output))
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .hook('preAction', (_program, command) => setQuiet(command.opts().quiet === true));
  for (const option of program.options) option.helpGroup(optionGroups.output);
  return program;
}
