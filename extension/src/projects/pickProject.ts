import * as vscode from 'vscode';
import type { Api, Project } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import { plainLine } from '../text/plainText.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import { configFileOf } from './configFileOf.ts';
import { projectName } from './projectName.ts';
import { projectsOf } from './projectsOf.ts';

/** A project that a command may be about; `isNew`: its devcontainer.json is to be made. */
export interface Candidate {
  readonly project: Project;
  readonly isNew: boolean;
}

interface ProjectFinder {
  api(): Promise<Pick<Api, 'findProjects'>>;
}

const defaultFile = '.devcontainer/devcontainer.json';

/**
 * The project that a command is about: the one it was called with, else the only one, else the one that the user picks.
 * @param title of the question
 * @returns undefined when the user picks none
 * @throws UserError when there is none
 */
export async function pickProject(
  finder: ProjectFinder,
  title: string,
  argument?: unknown,
): Promise<Project | undefined> {
  const projects = (await candidates(finder)).filter(({ isNew }) => !isNew);
  if (projects.length === 0) {
    throw new UserError(
      'There is no devcontainer.json in this window.',
      `${commandTitles.share} makes one.`,
      {
        title: commandTitles.share,
        command: commandId('share'),
      },
    );
  }
  return (await pick(projects, title, argument))?.project;
}

/** The same, where folders without a devcontainer.json may get one. */
export async function pickProjectOrNew(
  finder: ProjectFinder,
  title: string,
  argument?: unknown,
): Promise<Candidate | undefined> {
  return pick(await candidates(finder), title, argument);
}

/** Every project of the window, and one to be made for each folder without. @throws UserError when no folder is open */
async function candidates(finder: ProjectFinder): Promise<Candidate[]> {
  const folders = workspaceFolders();
  if (folders.length === 0) throw noFolder();
  const api = await finder.api();
  const found = await Promise.all(
    folders.map(async ({ uri }): Promise<Candidate[]> => {
      const projects = await api.findProjects(uri.fsPath);
      if (projects.length > 0) return projects.map((project) => ({ project, isNew: false }));
      const configFile = vscode.Uri.joinPath(uri, defaultFile).fsPath;
      return [{ project: { folder: uri.fsPath, configFile, file: defaultFile }, isNew: true }];
    }),
  );
  return found.flat();
}

/** What is said where there is no folder to go by. */
export function noFolder(): UserError {
  if (vscode.workspace.workspaceFolders?.length) {
    return new UserError(
      'This workspace is virtual: its files are on no file system, so no dev container can be made of it.',
      'Open a clone of it on this host.',
    );
  }
  return new UserError('No folder is open.', 'Open the folder of the project that it is about.', {
    title: 'Open folder',
    command: 'vscode.openFolder',
  });
}

async function pick(
  candidates: readonly Candidate[],
  title: string,
  argument: unknown,
): Promise<Candidate | undefined> {
  const named = configFileOf(argument);
  const asked = candidates.find(({ project }) => project.configFile === named);
  const [only] = candidates;
  if (asked || candidates.length === 1) return asked ?? only;
  const projects = candidates.map(({ project }) => project);
  const items = candidates.map((candidate) => ({
    label: projectName(candidate.project, projects),
    description: `${candidate.isNew ? 'makes ' : ''}${plainLine(candidate.project.file)}`,
    detail: plainLine(candidate.project.folder),
    candidate,
  }));
  const [ahead] = projectsOf(vscode.window.activeTextEditor?.document.uri.fsPath, projects);
  const active = items.find(({ candidate }) => candidate.project === ahead);
  return (await pickActive(items, title, active))?.candidate;
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
