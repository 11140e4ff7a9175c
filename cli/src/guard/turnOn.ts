import { mkdir, rm } from 'node:fs/promises';
import { guardEvents, guardHooks, guardItems } from '@claude-sessions/core/guard/guardHooks.ts';
import { guardCommand } from '@claude-sessions/core/guard/guardScript.ts';
import type { HookProgram } from '@claude-sessions/core/hooks/hookScript.ts';
import { lockHooks, putHooks } from '../hooks/editHooks.ts';
import { installHookScript, ownProgram } from '../hooks/hookScript.ts';
import { readSettings, settingsPath } from '../hooks/settingsFile.ts';
import { UserError } from '../host/errors.ts';
import { removeFile } from '../host/files.ts';
import { dropPrograms } from './editorProgram.ts';
import { type GuardPlace, guardPlace } from './guardPlace.ts';
import { guardScript } from './guardScript.ts';
import { lackingEvents } from './lackingEvents.ts';

/** What came of it. */
export interface TurnedOn {
  readonly settings: string;
  /** settings.json was edited: it had no hooks of ours, or others. */
  readonly edited: boolean;
}

/**
 * Installs the guard, or makes it current: the script first, the hooks in settings.json last.
 * @param programFor what the script is to run; made when settings.json can be edited
 * @throws UserError when settings.json must not or cannot be edited; nothing is changed then
 */
export async function turnOn(
  home: string,
  env: NodeJS.ProcessEnv,
  programFor: (place: GuardPlace) => Promise<HookProgram> = () => ownProgram(env),
): Promise<TurnedOn> {
  if (process.platform === 'win32') {
    throw new UserError(
      'The guard needs a POSIX shell, and is not there for Windows.',
      'Use it in WSL, or run `claude-sessions continue --host`, which checks first.',
    );
  }
  return lockHooks(() => install(home, env, programFor));
}

async function install(
  home: string,
  env: NodeJS.ProcessEnv,
  programFor: (place: GuardPlace) => Promise<HookProgram>,
): Promise<TurnedOn> {
  const place = guardPlace(home);
  const settings = await readSettings(settingsPath(home, env));
  const present = guardHooks(settings.text ?? '');
  const edited = present.length !== guardEvents.length || lackingEvents(present, place).length > 0;
  await makeFolders(place.folder, place.clients, place.clean);
  try {
    const program = await programFor(place);
    await installHookScript(guardScript(place), program);
    await dropPrograms(place, program);
    if (edited) {
      const items = guardItems((event) => guardCommand(place.script, event));
      await putHooks(home, settings, 'guard', items);
    }
  } catch (error) {
    if (present.length === 0) await rm(place.folder, { recursive: true, force: true });
    throw error;
  }
  await removeFile(place.declined);
  return { settings: settings.path, edited };
}

async function makeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
}
