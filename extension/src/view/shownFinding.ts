import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import type { EditorLook, Project } from '../../../cli/src/api/types.ts';

/** What a command of the view is about. */
export interface ShownFinding {
  readonly project: Project;
  /** The look that found it: what a fix goes by. */
  readonly look: EditorLook;
  readonly finding: Finding;
}

/** What a command of the view was called with: a line of the view, by an inline action, or what a line is about. */
export function shownFinding(argument: unknown): ShownFinding | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('about' in argument) return shownFinding(argument.about);
  return 'finding' in argument && 'project' in argument && 'look' in argument
    ? (argument as ShownFinding)
    : undefined;
}
