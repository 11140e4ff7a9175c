import { rm } from 'node:fs/promises';
import { ownHooks } from '@claude-sessions/core/hooks/ownHooks.ts';
import { keepItems } from '@claude-sessions/core/keep/keepHooks.ts';
import { lockHooks, putHooks, takeOutHooks } from '../hooks/editHooks.ts';
import { installHookScript, ownProgram } from '../hooks/hookScript.ts';
import { readSettings, settingsPath } from '../hooks/settingsFile.ts';
import { UserError } from '../host/errors.ts';
import { keepPlace } from './keepPlace.ts';
import { lacksHooks } from './keepState.ts';

/** What came of it. */
export interface KeepTurnedOn {
  readonly settings: string;
  /** settings.json was edited: it had no hooks of ours, or others. */
  readonly edited: boolean;
}

/**
 * Has Claude Code on this host keep conversations, or makes that current: the script first, the hooks in settings.json last.
 * @throws UserError when settings.json must not or cannot be edited; nothing is changed then
 */
export async function turnKeepOn(home: string, env: NodeJS.ProcessEnv): Promise<KeepTurnedOn> {
  if (process.platform === 'win32') {
    throw new UserError(
      'The hooks of keep need a POSIX shell, and are not there for Windows.',
      'Use it in WSL, or run `claude-sessions status --keep` now and then.',
    );
  }
  return await lockHooks(async () => {
    const { folder, script } = keepPlace(home);
    const settings = await readSettings(settingsPath(home, env));
    const present = ownHooks(settings.text ?? '', 'keep');
    const edited = lacksHooks(present, script.path);
    try {
      await installHookScript(script, await ownProgram(env));
      if (edited) await putHooks(home, settings, 'keep', keepItems(script.path));
    } catch (error) {
      if (present.length === 0) await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return { settings: settings.path, edited };
  });
}

/**
 * Takes that out: the hooks first, then the script. What was kept stays.
 * @returns the settings.json that were edited
 * @throws UserError when one must not or cannot be edited; nothing is changed then
 */
export function turnKeepOff(home: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  return lockHooks(async () => {
    const edited = await takeOutHooks(home, env, 'keep');
    await rm(keepPlace(home).folder, { recursive: true, force: true });
    return edited;
  });
}
