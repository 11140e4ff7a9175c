import { mkdir, rm } from 'node:fs/promises';
import {
  addGuardHooks,
  guardEvents,
  guardHooks,
  removeGuardHooks,
} from '@claude-sessions/core/guard/guardHooks.ts';
import { type GuardProgram, guardCommand } from '@claude-sessions/core/guard/guardScript.ts';
import { UserError } from '../host/errors.ts';
import { removeFile } from '../host/files.ts';
import { dropPrograms, lockGuard } from './editorProgram.ts';
import { type GuardPlace, guardPlace } from './guardPlace.ts';
import { installScript, ownProgram } from './guardScript.ts';
import { keepCopies } from './keepCopies.ts';
import { lackingEvents } from './lackingEvents.ts';
import { readSettings, type SettingsFile, settingsPath, writeSettings } from './settingsFile.ts';
import { readSettingsRecord, undone, writeSettingsRecord } from './settingsRecord.ts';

/** What came of it. */
export interface TurnedOn {
  readonly settings: string;
  /** settings.json was edited: it had no hooks of ours, or others. */
  readonly edited: boolean;
}

/** A settings.json of ours alone, to begin with. */
const noSettings = '{\n  "hooks": {}\n}\n';

/**
 * Installs the guard, or makes it current: the script first, the hooks in settings.json last.
 * @param programFor what the script is to run; made when settings.json can be edited
 * @throws UserError when settings.json must not or cannot be edited; nothing is changed then
 */
export async function turnOn(
  home: string,
  env: NodeJS.ProcessEnv,
  programFor: (place: GuardPlace) => Promise<GuardProgram> = () => ownProgram(env),
): Promise<TurnedOn> {
  if (process.platform === 'win32') {
    throw new UserError(
      'The guard needs a POSIX shell, and is not there for Windows.',
      'Use it in WSL, or run `claude-sessions continue --host`, which checks first.',
    );
  }
  return lockGuard(() => install(home, env, programFor));
}

async function install(
  home: string,
  env: NodeJS.ProcessEnv,
  programFor: (place: GuardPlace) => Promise<GuardProgram>,
): Promise<TurnedOn> {
  const place = guardPlace(home);
  const settings = await readSettings(settingsPath(home, env));
  const present = guardHooks(settings.text ?? '');
  const edited = present.length !== guardEvents.length || lackingEvents(present, place).length > 0;
  await makeFolders(place.folder, place.clients, place.clean);
  try {
    const program = await programFor(place);
    await installScript(place, program);
    await dropPrograms(place, program);
    if (edited) await addHooks(settings, home);
  } catch (error) {
    if (present.length === 0) await rm(place.folder, { recursive: true, force: true });
    throw error;
  }
  await removeFile(place.declined);
  return { settings: settings.path, edited };
}

async function addHooks({ path, text }: SettingsFile, home: string): Promise<void> {
  const place = guardPlace(home);
  const known = text === undefined ? undefined : undone(await readSettingsRecord(place.record), path, text);
  const before = known ? known.text : text && removeGuardHooks(text);
  const { text: after, splices } = addGuardHooks(before ?? noSettings, (event) =>
    guardCommand(place.script, event),
  );
  await writeSettingsRecord(place.record, path, { after, made: before === undefined, splices });
  await writeSettings(path, after);
  await keepCopies(home, text, after);
}

async function makeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
}
