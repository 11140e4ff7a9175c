import { lstat } from 'node:fs/promises';
import { guardPlace } from './guardPlace.ts';
import { turnOff } from './turnOff.ts';
import { watchedProjects } from './watchedProjects.ts';

/**
 * Takes the guard out once no project of this host is shared any more.
 * @returns the settings.json that were edited; a sentence where that failed
 */
export async function turnOffIfIdle(home: string, env: NodeJS.ProcessEnv): Promise<string[] | string> {
  if (!(await lstat(guardPlace(home).script).catch(() => undefined))) return [];
  if ((await watchedProjects(home)).length > 0) return [];
  try {
    return await turnOff(home, env);
  } catch (error) {
    return (error as Error).message;
  }
}
