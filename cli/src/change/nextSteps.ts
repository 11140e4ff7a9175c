import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { parseFeatureReference } from '@claude-sessions/core/features.ts';
import { loginComposeFile } from '@claude-sessions/core/share/compose.ts';
import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';
import { needsPrepare } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { typedHere } from '../workspace/commandWords.ts';
import { besideConfig, insideWorkspace } from '../workspace/workspace.ts';
import type { Foreseen } from './lookAhead.ts';

/**
 * What to do after `share` or `isolate`, as lines: with the container, and with git.
 * @param isUp the dev container was started by this very command
 */
export async function nextSteps(change: Foreseen, isUp: boolean): Promise<string[]> {
  return [...(isUp ? [] : [await startStep(change)]), ...commitStep(change)];
}

async function startStep({ target: { workspace }, former }: Foreseen): Promise<string> {
  if (former?.container) {
    const recreate = await typedHere(workspace, 'doctor', '--recreate');
    return `Next: rebuild the dev container, with ${recreate} or, in VS Code, "Dev Containers: Rebuild Container".`;
  }
  const enter = await typedHere(workspace, 'continue');
  return `Next: ${enter} starts the dev container and continues the last conversation in it.`;
}

/**
 * All that the dev container needs of ours, whichever command wrote it; nothing where nothing changed. A personal
 * configuration is kept out of git.
 */
function commitStep({ target, mode, options: chosen, plan }: Foreseen): string[] {
  const { workspace } = target;
  if (target.team || !plan.after || plan.files.length === 0) return [];
  const scripts = needsPrepare(mode, chosen) ? Object.values(scriptNames) : [];
  const { usesCompose, options } = readConfigured(plan.after, plan.collections);
  const login = usesCompose && options.login === 'shared' ? [loginComposeFile] : [];
  const beside = [...scripts, ...login, ...localCollections(plan.after, plan.collections)];
  const paths = [workspace.configFile, ...beside.map((name) => besideConfig(workspace, name))];
  return [`For your team, commit ${paths.map((path) => insideWorkspace(workspace, path)).join(', ')}.`];
}

/** Folders of the project that Features of ours are taken from, relative to devcontainer.json. */
function localCollections(document: DevcontainerDocument, collections: readonly string[]): string[] {
  const { features } = readConfigured(document, collections);
  const used = features.map(({ reference }) => parseFeatureReference(reference).collection);
  return [...new Set(used.filter((collection) => collection.startsWith('.')))];
}
