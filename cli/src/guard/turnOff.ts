import { rm } from 'node:fs/promises';
import { guardHooks, removeGuardHooks } from '@claude-sessions/core/guard/guardHooks.ts';
import { lockGuard } from './editorProgram.ts';
import { guardPlace } from './guardPlace.ts';
import { keepCopies } from './keepCopies.ts';
import { readSettings, settingsPath, writeSettings } from './settingsFile.ts';
import { readSettingsRecord, type SettingsRecord, undone } from './settingsRecord.ts';

/**
 * Takes the guard out: the hooks first, then the script. A settings.json that only `guard on` changed is as before, to the byte.
 * @returns the settings.json that were edited
 * @throws UserError when one must not or cannot be edited; nothing is changed then
 */
export function turnOff(home: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  return lockGuard(() => uninstall(home, env));
}

async function uninstall(home: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const place = guardPlace(home);
  const record = await readSettingsRecord(place.record);
  const paths = new Set([settingsPath(home, env), ...(record ? [record.path] : [])]);
  const edited: string[] = [];
  for (const path of paths) if (await takeOut(path, record, home)) edited.push(path);
  await rm(place.folder, { recursive: true, force: true });
  return edited;
}

async function takeOut(path: string, record: SettingsRecord | undefined, home: string): Promise<boolean> {
  const { text } = await readSettings(path);
  if (text === undefined || guardHooks(text).length === 0) return false;
  const before = undone(record, path, text);
  const after = before ? before.text : removeGuardHooks(text);
  await writeSettings(path, after);
  await keepCopies(home, text, after);
  return true;
}
