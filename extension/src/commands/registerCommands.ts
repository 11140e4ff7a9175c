import * as vscode from 'vscode';
import { showError } from '../errors/showError.ts';
import type { Services } from '../services/Services.ts';
import { type CommandName, commandId } from '../text/commandTitles.ts';
import { commandTable } from './commandTable.ts';

/** Registers every command; what one throws is told once, and nobody has to wait for the user to read it. */
export function registerCommands(services: Services): vscode.Disposable[] {
  return (Object.keys(commandTable) as CommandName[]).map((name) => {
    const { run, failure } = commandTable[name];
    return vscode.commands.registerCommand(commandId(name), async (argument?: unknown) => {
      try {
        await run(services, argument);
      } catch (error) {
        void showError(services.log, failure, error);
      }
    });
  });
}
