import { UserError } from '../host/errors.ts';
import { askConfig } from '../terminal/ask.ts';
import { chooseConfig } from '../workspace/chooseConfig.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { CommonOptions } from './options.ts';

/**
 * The dev container that a command is about; who runs it is asked where there are several.
 * @param otherwise the devcontainer.json to go by where the folder has none, absolute; or what to say then, as a sentence
 * @throws UserError when the folder has none, or it cannot be said which one is meant
 */
export async function openChosen(
  folderName: string | undefined,
  { config, personal }: CommonOptions,
  otherwise: { readonly file: (folder: string) => string } | { readonly hint: string },
): Promise<Workspace> {
  const { folder, configFile } = await chooseConfig({ folder: folderName, config, personal }, askConfig);
  if (configFile !== undefined) return openWorkspace(folder, configFile);
  if ('file' in otherwise) return openWorkspace(folder, otherwise.file(folder));
  throw new UserError(`${folder} has no devcontainer.json.`, otherwise.hint);
}
