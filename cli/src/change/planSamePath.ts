import { relative, sep } from 'node:path';
import type { TakenOutRead } from '@claude-sessions/core/approval/takenOutReads.ts';
import { folderInside } from '@claude-sessions/core/container/ownContainer.ts';
import { toolsFolder } from '@claude-sessions/core/devcontainer/containerFolder.ts';
import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { hasSamePath, hiddenBy, otherPathMember } from '@claude-sessions/core/share/samePath.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { UserError } from '../host/errors.ts';
import { findRepository } from '../host/gitRepository.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import type { Target } from '../workspace/target.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What it takes to have the project at the host's own path in the container. */
interface SamePathPlan {
  /** From the project's folder to the top of its git repository, which the tools mount: `/..` for each folder. */
  readonly up: string;
  /** A sentence each. */
  readonly warnings: readonly string[];
  /** Where the project was in the container so far, as a file may name it; nothing where that does not change. */
  readonly formerly: readonly string[];
}

const nothing: SamePathPlan = { up: '', warnings: [], formerly: [] };

/** @throws UserError when the container cannot have the project at the host's path */
export async function planSamePath(
  { workspace, start }: Pick<Target, 'workspace' | 'start'>,
  mode: Mode,
  options: ShareOptions,
): Promise<SamePathPlan> {
  const config = documentValue(start);
  if (mode === 'none' || !options.samePath) return nothing;
  const repository = await findRepository(workspace.realFolder);
  const warnings = [
    ...linkWarning(workspace),
    ...(repository?.kind === 'file' ? [worktreeWarning(repository.top)] : []),
  ];
  if (hasSamePath(config)) return { ...nothing, warnings };
  const top = repository?.top ?? workspace.realFolder;
  const steps = relative(top, workspace.realFolder).split(sep).filter(Boolean);
  refusePath(workspace, top, steps.length > 0);
  refuseOther(workspace, config);
  if (toObject(config).dockerComposeFile !== undefined) {
    await refuseUnmounted(workspace, start);
    return { ...nothing, warnings };
  }
  const { realFolder: folder } = workspace;
  const formerly = [
    toolsFolder({ folder, mounted: top, platform: process.platform }),
    ['/workspaces', '${localWorkspaceFolderBasename}'].join('/'),
  ];
  return { up: '/..'.repeat(steps.length), warnings, formerly };
}

/** What is said of a line that names the former folder. */
export function formerPathWarning({ file, line, target }: TakenOutRead, folder: string): string {
  return `${file}:${line} names ${target}, but the project is at ${folder} in the container then. Write \${containerWorkspaceFolder} in devcontainer.json, or a relative path in a script.`;
}

const unchanged = 'Nothing was changed.';

function refusePath({ folder, realFolder }: Workspace, top: string, isBelow: boolean): void {
  if (/^[A-Za-z]:|^\\\\/.test(folder)) {
    throw new UserError(
      `--same-path cannot give a container the path ${folder}: it is one of Windows.`,
      `Leave the option out, or keep the project in WSL and open it from there. ${unchanged}`,
    );
  }
  const hidden = hiddenBy(folder) ?? hiddenBy(top);
  if (hidden !== undefined) {
    throw new UserError(
      `--same-path would mount the project at ${isBelow ? top : folder}, and hide ${hidden} of the container.`,
      `Leave the option out, or move the project to a folder of your home. ${unchanged}`,
    );
  }
  // What lies above a link is another folder by its text than in truth.
  if (isBelow && folder !== realFolder) {
    throw new UserError(
      `--same-path mounts the whole git repository, and ${folder} leads there through a link.`,
      `Open the project by its real path, ${realFolder}. ${unchanged}`,
    );
  }
}

function refuseOther({ configFile, folder }: Workspace, config: unknown): void {
  const other = otherPathMember(config);
  if (other === undefined) return;
  const value = toObject(config)[other];
  const isCompose = toObject(config).dockerComposeFile !== undefined;
  const todo = isCompose
    ? `Have the service mount the project at ${folder}, write "workspaceFolder": "\${localWorkspaceFolder}", and run this again.`
    : 'Take out "workspaceMount" and "workspaceFolder" and run this again, or leave the option out.';
  throw new UserError(
    `--same-path cannot be added: ${configFile} says itself where the project is in the container (${other}: ${typeof value === 'string' ? value : JSON.stringify(value)}).`,
    `${todo} ${unchanged}`,
  );
}

/** Under Docker Compose the service mounts the project, in a file that is not ours to edit. */
async function refuseUnmounted(workspace: Workspace, document: Target['start']): Promise<void> {
  const { folder, realFolder } = workspace;
  const settings = await readContainerSettings(workspace, document);
  const mounts = (settings?.mounts ?? []).flatMap(({ isOwn, mount }) =>
    isOwn && mount.source !== undefined
      ? [{ ...mount, source: mount.source, writable: !mount.readonly }]
      : [],
  );
  if (folderInside({ mounts }, [folder, realFolder]) === folder) return;
  throw new UserError(
    `--same-path needs the Compose service to mount the project at ${folder}, and it does not.`,
    `Write under "volumes" of the service: "${folder}:${folder}" (for a team: "\${PROJECT_FOLDER}:\${PROJECT_FOLDER}", with PROJECT_FOLDER in .env), and run this again. ${unchanged}`,
  );
}

function linkWarning({ folder, realFolder }: Workspace): string[] {
  return folder === realFolder
    ? []
    : [
        `${folder} is reached through a link, and Claude Code on this host files conversations under ${realFolder}: the paths inside are those of the link. Open the project by its real path to have them alike.`,
      ];
}

/** Its hooks and its configuration would act on this host: a container gets them only when somebody says so. */
function worktreeWarning(top: string): string {
  return `${top} is a worktree or a submodule: git's data lies outside of it and is not mounted, so git does not work in the container. If you trust the container with it (hooks and configuration in there act on this host), mount the .git folder of the main repository at its own path.`;
}
