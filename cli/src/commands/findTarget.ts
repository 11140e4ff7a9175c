import type { Mode } from '@claude-sessions/core/share/options.ts';
import { askConfig, askYesNo } from '../terminal/ask.ts';
import { openPersonal } from '../workspace/personal.ts';
import { newTarget, noConfig, openTarget, type Target } from '../workspace/target.ts';
import { chooseConfig, defaultConfig, resolveFolder } from '../workspace/workspace.ts';
import type { ChangeOptions } from './options.ts';

/**
 * Finds the devcontainer.json that a command means.
 * @throws UserError when there is none and none is to be made
 */
export async function findTarget(
  folderName: string | undefined,
  options: ChangeOptions,
  mode: Mode,
): Promise<Target> {
  const folder = await resolveFolder(folderName);
  if (options.personal && mode === 'none') return openPersonal(folder, undefined, mode);
  const chosen = await chooseConfig(folder, options.config, askConfig);
  if (options.personal) return openPersonal(folder, chosen, mode);
  if (chosen !== undefined) return openTarget(folder, chosen);
  const ask = () => askYesNo(`There is no devcontainer.json. Create ${defaultConfig}?`, false);
  if (mode === 'none' || !(options.create || (await ask()))) throw noConfig(folder, mode);
  return newTarget(folder);
}
