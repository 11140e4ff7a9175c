import { rm } from 'node:fs/promises';
import { lockHooks, takeOutHooks } from '../hooks/editHooks.ts';
import { guardPlace } from './guardPlace.ts';

/**
 * Takes the guard out: the hooks first, then the script. A settings.json that only we changed is as before, to the byte.
 * @returns the settings.json that were edited
 * @throws UserError when one must not or cannot be edited; nothing is changed then
 */
export function turnOff(home: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  return lockHooks(async () => {
    const edited = await takeOutHooks(home, env, 'guard');
    await rm(guardPlace(home).folder, { recursive: true, force: true });
    return edited;
  });
}
