import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import * as vscode from 'vscode';
import type { EditorLook, Project } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import { plainLine } from '../text/plainText.ts';
import { requireTrust } from '../window/requireTrust.ts';
import { runInTerminal } from './runInTerminal.ts';

/**
 * Rebuilds a dev container: by the Dev Containers extension, else by our command line in a terminal of VS Code.
 * @throws UserError when there is no way
 */
export async function rebuildContainer(services: Services, project: Project): Promise<void> {
  const window = services.windowKind();
  requireTrust(window, 'Rebuilding a dev container');
  const theirs =
    window === 'container'
      ? 'remote-containers.rebuildContainer'
      : 'remote-containers.rebuildAndReopenInContainer';
  services.log.info(`Rebuilding ${project.configFile} by ${theirs}`);
  if (await tryCommand(theirs)) return;
  services.log.info('The Dev Containers extension is not there');
  if (window === 'container') {
    throw new UserError(
      'From inside, this container cannot be rebuilt: the Dev Containers extension is not there.',
      'Rebuild it on the host.',
    );
  }
  await rebuildByTask(services, project);
}

/**
 * Runs a command of another extension, which VS Code starts for it if need be: before that its commands are in no list.
 * @returns whether there is such a command
 */
async function tryCommand(command: string): Promise<boolean> {
  try {
    await vscode.commands.executeCommand(command);
    return true;
  } catch (error) {
    if ((await vscode.commands.getCommands(true)).includes(command)) throw error;
    return false;
  }
}

async function rebuildByTask(services: Services, project: Project): Promise<void> {
  const api = await services.api();
  const look = await lookOf(services, project);
  if (look.status.state === 'unreadable') {
    throw new UserError(
      `${project.configFile} is not valid, so no dev container can be made of it.`,
      'Fix this first: its editor shows where.',
    );
  }
  const words = api.rebuildArguments(look, services.settings());
  if (words.length === 0) {
    throw new UserError(
      `Nothing of Claude Sessions is set up in ${project.file}, and the Dev Containers extension is not there to rebuild it.`,
      `Bring it up with the tool by which you made it, such as \`${devcontainerUp(project)}\`.`,
    );
  }
  const title = `Rebuild ${plainLine(project.file, 60)}`;
  const running = await runInTerminal(services, project.folder, title, words, devcontainerUp(project));
  // The engine tells of the container's start, and nobody of what the tools did in it after that.
  const listening = vscode.tasks.onDidEndTask(({ execution }) => {
    if (execution !== running) return;
    listening.dispose();
    void services.looker.refreshOne(project.configFile, 'it was rebuilt');
  });
}

/** As it is typed in a terminal of VS Code, which opens in the folder. */
function devcontainerUp({ file }: Project): string {
  return plainLine(
    `devcontainer up --workspace-folder . --config ${shellWord(file)} --remove-existing-container`,
    200,
  );
}

async function lookOf(services: Services, project: Project): Promise<EditorLook> {
  // What was just written may not have been looked at.
  await services.looker.refreshOne(project.configFile, 'it is to be rebuilt');
  const known = services.looker.states.find((state) => state.project.configFile === project.configFile);
  if (known?.look && !known.failure) return known.look;
  const request = { scope: 'configuration', settings: services.settings() } as const;
  return (await services.api()).lookAtProject(project, request);
}
