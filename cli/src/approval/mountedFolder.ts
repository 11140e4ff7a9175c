import type { ApprovalItem } from '@claude-sessions/core/approval/item.ts';
import { UserError } from '../host/errors.ts';
import { findToolsMount } from '../workspace/toolsMount.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { digestOf } from './lookAtFile.ts';

/**
 * The folder of the host that the Dev Containers tools mount as the workspace by themselves, where it is not the workspace
 * folder. They ask git for it, which goes by `.git/config`: a file that a container can write.
 * @param config the value of devcontainer.json
 * @throws UserError when git names another folder than the one that holds `.git`
 */
export async function mountedItems(workspace: Workspace, config: unknown): Promise<ApprovalItem[]> {
  const found = await findToolsMount(workspace, config);
  if (!found) return [];
  const { mounted, top } = found;
  if (mounted !== top) throw notTheRepository(workspace, mounted, top);
  const text = `${mounted}, the git repository around the workspace folder`;
  return [{ part: 'workspaceMount', name: '', text, digest: digestOf(mounted) }];
}

/** True for the item that says which folder is mounted, when that is not the workspace folder. */
export const isMountedItem = ({ part }: ApprovalItem) => part === 'workspaceMount';

function notTheRepository(workspace: Workspace, mounted: string, top: string | undefined): UserError {
  const { folder } = workspace;
  const around = top === undefined ? 'which is in no repository' : `whose repository is ${top}`;
  return new UserError(
    `The Dev Containers tools would mount ${mounted} into the container: git names it as the top of ${folder}, ${around}.`,
    `${adviceFor(workspace)}, then run this again.`,
  );
}

function adviceFor({ folder, realFolder }: Workspace): string {
  const variables = ['GIT_DIR', 'GIT_WORK_TREE'].filter((name) => process.env[name] !== undefined);
  if (variables.length > 0) return `Unset ${variables.join(' and ')}`;
  const config =
    `A container can write the repository's configuration. Look what sets it (\`git -C ${folder} config --show-origin core.worktree\`), ` +
    `take it out (\`git -C ${folder} config --unset core.worktree\`)`;
  return folder === realFolder ? config : `${config}; or name the folder without a link, ${realFolder}`;
}
