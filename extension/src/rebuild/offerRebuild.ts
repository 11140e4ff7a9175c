import * as vscode from 'vscode';
import type { Project } from '../../../cli/src/api/types.ts';
import { showError } from '../errors/showError.ts';
import type { Services } from '../services/Services.ts';
import { rebuildContainer } from './rebuildContainer.ts';

/** Tells that something was changed, and offers to rebuild; whoever calls does not wait for the answer. */
export function offerRebuild(services: Services, project: Project, message: string): void {
  const now = 'Rebuild now';
  const ask = async () => {
    const chosen = await vscode.window.showInformationMessage(message, now);
    if (chosen === now) await rebuildContainer(services, project);
  };
  ask().catch((error: unknown) => showError(services.log, 'Rebuilding the dev container failed', error));
}
