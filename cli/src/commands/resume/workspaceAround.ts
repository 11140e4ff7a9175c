import { realpath } from 'node:fs/promises';
import { findProjectFolder } from '../../workspace/findFolder.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { openIfAny } from '../openChosen.ts';
import type { ResumeContext } from './ResumeContext.ts';

/** The dev container of a directory, if there is one: what the options say of a configuration is about the project in whose folder we run. */
export async function workspaceAround(
  directory: string,
  { workspace }: ResumeContext,
): Promise<Workspace | undefined> {
  const project = await realpath(await findProjectFolder(directory));
  return project === workspace?.realFolder ? workspace : openIfAny(directory, {});
}
