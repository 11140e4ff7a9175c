import { addAdopt } from './adopt.ts';
import { addAnywhere } from './anywhere.ts';
import { commandGroups } from './groups.ts';
import { newProgram } from './newProgram.ts';
import type { OurCommand } from './OurCommand.ts';
import { addSessions } from './sessions.ts';
import { addThisProject } from './thisProject.ts';
import { addTool } from './tool.ts';
import { addTrust } from './trust.ts';

/** The command line as it is declared: what is parsed, and what help, man page and completion are made of. */
export function createProgram(): OurCommand {
  const program = newProgram();
  addThisProject(program);
  addAdopt(program);
  addTrust(program);
  addSessions(program);
  addAnywhere(program);
  addTool(program);
  addHelp(program);
  return program
    .example('claude-sessions share', "continue this project's conversations in its dev container")
    .example('claude-sessions share --up', 'the same, and start the container')
    .example('claude-sessions continue', 'continue the last conversation in the container')
    .example('claude-sessions isolate', "keep the container's state, share nothing")
    .example('claude-sessions remove', 'undo it all')
    .example('claude-sessions status --json', 'for programs')
    .example('claude-sessions doctor --fix', 'diagnose problems and fix them')
    .note(
      'FOLDER is the project folder, or one inside it: the current directory unless named. A folder without a devcontainer.json belongs to the project around it, up to the top of its git repository.',
    )
    .note('Results go to stdout, messages to stderr.')
    .note('Exit codes: 0 fine, 1 findings or failure, 2 wrong usage.');
}

function addHelp(program: OurCommand): void {
  const help = program.createCommand('help').argument('[command]', 'the command');
  help.suggest(
    'command',
    program.commands.map((command) => command.name()),
  );
  help.description('show the help of a command').helpOption(false).helpGroup(commandGroups.tool);
  program.addHelpCommand(help);
}
