import * as vscode from 'vscode';
import type { Project } from '../../../cli/src/api/types.ts';
import { Told } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import { workspaceFolders } from '../start/lookerHost.ts';
import { plainLine } from '../text/plainText.ts';
import { configFileOf } from './configFileOf.ts';
import { projectName } from './projectName.ts';
import { projectsOf } from './projectsOf.ts';

/** A dev container to work on; `isNew`: its devcontainer.json is to be made. */
export interface ChosenProject {
  readonly project: Project;
  readonly isNew: boolean;
}

const defaultFile = '.devcontainer/devcontainer.json';

/**
 * Which dev container a command is about: what it was called with, else the only one, else what the user picks.
 * @param title of the question
 * @returns undefined when the user picks none
 * @throws Told when there is none
 */
export async function pickProject(
  services: Services,
  title: string,
  argument?: unknown,
): Promise<Project | undefined> {
  const projects = (await candidates(services)).filter(({ isNew }) => !isNew);
  if (projects.length === 0) {
    throw new Told('There is no devcontainer.json in this window.', 'Share Claude sessions makes one.', {
      title: 'Share Claude sessions',
      command: 'claudeSessions.share',
    });
  }
  return (await pick(projects, title, argument))?.project;
}

/** The same, where folders without a devcontainer.json may get one. */
export async function pickProjectOrNew(
  services: Services,
  title: string,
  argument?: unknown,
): Promise<ChosenProject | undefined> {
  return pick(await candidates(services), title, argument);
}

/** Every dev container of the window, and one to be made for each folder without. @throws Told when no folder is open */
async function candidates(services: Services): Promise<ChosenProject[]> {
  const folders = workspaceFolders();
  if (folders.length === 0) throw noFolder();
  const api = await services.api();
  const found = await Promise.all(
    folders.map(async ({ uri }): Promise<ChosenProject[]> => {
      const projects = await api.findProjects(uri.fsPath);
      if (projects.length > 0) return projects.map((project) => ({ project, isNew: false }));
      const configFile = vscode.Uri.joinPath(uri, defaultFile).fsPath;
      return [{ project: { folder: uri.fsPath, configFile, file: defaultFile }, isNew: true }];
    }),
  );
  return found.flat();
}

function noFolder(): Told {
  if (vscode.workspace.workspaceFolders?.length) {
    return new Told(
      'This workspace is virtual: its files are on no file system, so no dev container can be made of it.',
      'Open a clone of it on this computer.',
    );
  }
  return new Told('No folder is open.', 'Open the folder of the project whose dev container it is about.', {
    title: 'Open folder',
    command: 'vscode.openFolder',
  });
}

async function pick(
  choices: readonly ChosenProject[],
  title: string,
  argument: unknown,
): Promise<ChosenProject | undefined> {
  const named = configFileOf(argument);
  const asked = choices.find(({ project }) => project.configFile === named);
  const [only] = choices;
  if (asked || choices.length === 1) return asked ?? only;
  const projects = choices.map(({ project }) => project);
  const items = choices.map((choice) => ({
    label: projectName(choice.project, projects),
    description: `${choice.isNew ? 'makes ' : ''}${plainLine(choice.project.file)}`,
    detail: plainLine(choice.project.folder),
    choice,
  }));
  const [ahead] = projectsOf(vscode.window.activeTextEditor?.document.uri.fsPath, projects);
  const active = items.find(({ choice }) => choice.project === ahead);
  return (await pickActive(items, title, active))?.choice;
}

/** A list of which one item is taken, and one is ahead. */
function pickActive<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  title: string,
  active: Item | undefined,
): Promise<Item | undefined> {
  const input = vscode.window.createQuickPick<Item>();
  input.title = title;
  input.placeholder = 'Which dev container?';
  input.ignoreFocusOut = true;
  input.matchOnDescription = true;
  input.items = items;
  if (active) input.activeItems = [active];
  return new Promise((resolve) => {
    input.onDidAccept(() => {
      resolve(input.selectedItems[0]);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
