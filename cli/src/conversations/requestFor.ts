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
  const configDir = hostConfigDir(homedir(), process.env);
  if (all) return { configDir };
  const folder = await findProjectFolder(await resolveFolder(folderName));
  return { configDir, project: await realpath(folder) };
}
