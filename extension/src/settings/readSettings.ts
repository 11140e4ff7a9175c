import * as vscode from 'vscode';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';

/** Undefined is what the settings leave open: the environment or a default decides. */
export function readSettings(): EditorSettings {
  const ours = vscode.workspace.getConfiguration('claudeSessions');
  return {
    collection: text(ours.get('collection')),
    dockerPath: text(ours.get('dockerPath')) ?? devContainersDockerPath(),
    devcontainerPath: text(ours.get('devcontainerPath')),
  };
}

/** @returns true for a change of what `readSettings` reads, or of another setting of ours */
export function changesSettings(change: vscode.ConfigurationChangeEvent): boolean {
  return (
    change.affectsConfiguration('claudeSessions') || change.affectsConfiguration('dev.containers.dockerPath')
  );
}

/** The engine that the Dev Containers extension is set to use; by the user alone, for a workspace could name any program. */
function devContainersDockerPath(): string | undefined {
  return text(vscode.workspace.getConfiguration('dev.containers').inspect('dockerPath')?.globalValue);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
