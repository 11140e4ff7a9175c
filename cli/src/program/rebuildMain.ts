import { addContinueHere } from './continueHere.ts';
import { addGuardCheck } from './guardCheck.ts';
import { newProgram } from './newProgram.ts';
import { addResume } from './resume.ts';
import { runProgram } from './runProgram.ts';
import { addDoctor, addIsolate, addShare } from './starting.ts';

/**
 * What the extension runs in a terminal: to rebuild a dev container, with the words of `api/rebuildArguments.ts`, and to continue, on
 * this host or in a container; and what the guard runs that was turned on there. No other command is in it.
 */
const program = newProgram();
addShare(program);
addIsolate(program);
addDoctor(program);
addContinueHere(program);
addResume(program);
addGuardCheck(program);
// What started us as Node is not for Claude Code.
program.hook('preAction', (_program, command) => {
  if (command.name() === 'resume') delete process.env.ELECTRON_RUN_AS_NODE;
});
await runProgram(program);
