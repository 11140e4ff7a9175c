import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import { plainLine } from '../text/plainText.ts';

/**
 * Runs our command line in a terminal of VS Code, which stays when it ends: what went wrong is to be read. It can ask, and be
 * answered. No shell is between: a path of any form is one argument.
 * @param folder in which it runs
 * @param typed how the same is typed in a terminal
 * @throws UserError when VS Code would change the words: it puts variables into those of a task, and runs the commands that they name
 */
export async function runInTerminal(
  { nodeFolder }: Services,
  folder: string,
  title: string,
  words: readonly string[],
  typed: string,
): Promise<vscode.TaskExecution> {
  const misread = words.find((word) => word.includes('${'));
  if (misread !== undefined) {
    throw new UserError(
      `${plainLine(misread)} has "\${" in it, which VS Code would take for a variable.`,
      `Do it in a terminal, by \`${typed}\`.`,
    );
  }
  const task = new vscode.Task(
    { type: 'process' },
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) ?? vscode.TaskScope.Workspace,
    title,
    'Claude Sessions',
    new vscode.ProcessExecution(process.execPath, [join(nodeFolder, 'cli.mjs'), ...words], {
      cwd: folder,
      env: { ELECTRON_RUN_AS_NODE: '1' },
    }),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: true,
    clear: true,
    // The command line is long, and sticks to the top of the terminal, over what is asked.
    echo: false,
  };
  return vscode.tasks.executeTask(task);
}
