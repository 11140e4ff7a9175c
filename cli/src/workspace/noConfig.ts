import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { UserError } from '../host/errors.ts';
import { configsBelow, limits } from './configsBelow.ts';

/** The folders below that have one, as a sentence; undefined when none has. */
export async function belowSentence(folder: string): Promise<string | undefined> {
  const below = await configsBelow(folder);
  if (below.length === 0) return undefined;
  const rest = below.length < limits.found ? '' : ', and maybe more';
  return `These folders below it have one: ${below.map(shellWord).join(', ')}${rest}. Run this in one of them, or name it as FOLDER.`;
}

/** A folder has no devcontainer.json, nor has one above it. @param hint what to do, where none below has one either */
export async function noConfig(folder: string, hint: string | undefined): Promise<UserError> {
  const next = (await belowSentence(folder)) ?? hint;
  return new UserError(`${folder} has no devcontainer.json.`, next).as('no-configuration');
}
