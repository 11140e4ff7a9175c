import { lstat } from 'node:fs/promises';
import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { UserError } from '../host/errors.ts';
import { askConfig } from '../terminal/ask.ts';
import { escapeControls, note } from '../terminal/output.ts';
import { chooseConfig } from '../workspace/chooseConfig.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { findProjectFolder } from '../workspace/findFolder.ts';
import { isSetUp } from '../workspace/isSetUp.ts';
import { belowSentence, noConfig } from '../workspace/noConfig.ts';
import { knownConfigs } from '../workspace/personalConfig.ts';
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
  otherwise:
    | { readonly file: (folder: string) => string }
    | { readonly hint: string | ((folder: string) => Promise<string>) },
): Promise<Workspace> {
  const request = { folder: folderName, config, personal, searchUp: true };
  const { folder, configFile, notes } = await chooseConfig(request, askConfig);
  for (const each of notes) note(escapeControls(each));
  if (configFile !== undefined) {
    if (personal) await ensurePersonal(folder, configFile);
    return openWorkspace(folder, configFile);
  }
  if ('hint' in otherwise) {
    const { hint } = otherwise;
    throw await noConfig(folder, typeof hint === 'string' ? hint : await hint(folder));
  }
  const below = await belowSentence(folder);
  if (below !== undefined) note(`note: ${escapeControls(`${folder} has no devcontainer.json. ${below}`)}`);
  return openWorkspace(folder, otherwise.file(folder));
}

/** The same where the folder may have none. Nobody is asked which one is meant where none is set up. */
export async function openIfAny(
  folderName: string,
  { config, personal }: CommonOptions,
): Promise<Workspace | undefined> {
  const request = { folder: folderName, config, personal, searchUp: true };
  const { folder, configFile } = await chooseConfig(request, async (configs) => {
    const start = await findProjectFolder(folderName);
    const known = await knownConfigs(start);
    const flags = await Promise.all(known.map((each) => isSetUp(start, each)));
    return flags.some(Boolean) ? askConfig(configs) : (configs[0] ?? '');
  });
  if (configFile === undefined) return undefined;
  if (personal) await ensurePersonal(folder, configFile);
  return openWorkspace(folder, configFile);
}

async function ensurePersonal(folder: string, configFile: string): Promise<void> {
  if (await lstat(configFile).catch(() => undefined)) return;
  const words = await wordsHere(folder);
  throw new UserError(
    `There is no personal configuration: ${configFile} does not exist.`,
    `Make one with ${words(ourCommand('share', '--personal'))}, or leave out --personal.`,
  );
}
