import { homedir } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { version } from '../../package.json';
import { checkConversation } from '../guard/checkConversation.ts';
import { guardPlace } from '../guard/guardPlace.ts';
import { guardScript } from '../guard/guardScript.ts';
import { readQuestion } from '../guard/question.ts';
import { installHookScript, ownProgram } from '../hooks/hookScript.ts';

/**
 * `guard check`, for the guard's script: reads what the hook got, and prints the verdict. A script of another version is made current.
 * @returns the exit code
 */
export async function guardCheck([event, client, installed]: readonly string[]): Promise<number> {
  const question = readQuestion(event, client, await readAll(process.stdin));
  const verdict = await checkConversation(question, homedir(), process.env);
  if (installed !== version) {
    await installHookScript(guardScript(guardPlace(homedir())), await ownProgram(process.env)).catch(
      () => undefined,
    );
  }
  process.stdout.write(verdict.kind === 'stop' ? `stop\n${verdict.words.join('\n')}\n` : `${verdict.kind}\n`);
  return 0;
}
