import { typedHere } from '../workspace/commandWords.ts';
import { insideWorkspace } from '../workspace/workspace.ts';
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

/** A personal configuration is kept out of git; and what a team has committed need not be named again. */
function commitStep({ target, plan }: Foreseen): string[] {
  const { workspace } = target;
  if (target.team) return [];
  const files = plan.files
    .filter(({ after }) => after !== null)
    .map(({ path }) => insideWorkspace(workspace, path));
  return files.length === 0 ? [] : [`For your team, commit ${files.join(', ')}.`];
}
