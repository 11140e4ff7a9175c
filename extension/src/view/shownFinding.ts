import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import type { EditorLook, Project } from '../../../cli/src/api/types.ts';

/** A finding together with the look that found it, as commands of the view are given it. */
export interface ShownFinding {
  readonly project: Project;
  /** A fix goes by it. */
  readonly look: EditorLook;
  readonly finding: Finding;
}

/** @param argument of a command of the view: a line of the view, by an inline action, or what a line is about */
export function shownFinding(argument: unknown): ShownFinding | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('about' in argument) return shownFinding(argument.about);
  return 'finding' in argument && 'project' in argument && 'look' in argument
    ? (argument as ShownFinding)
    : undefined;
}
