import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { findProjectFolder } from '../workspace/findFolder.ts';
import { hostConfigDir, resolveFolder } from '../workspace/workspace.ts';
import type { FindRequest } from './findConversations.ts';

/**
 * What the commands about conversations look through: those of the project around a folder, which need not have a devcontainer.json, or all.
 * @throws UserError when the folder is none
 */
export async function requestFor(
  folderName: string | undefined,
  { all }: { readonly all?: boolean },
): Promise<FindRequest & { readonly project?: string }> {
  const home = homedir();
  const configDir = hostConfigDir(home, process.env);
  if (all) return { configDir, home };
  const folder = await findProjectFolder(await resolveFolder(folderName));
  return { configDir, home, project: await realpath(folder) };
}
