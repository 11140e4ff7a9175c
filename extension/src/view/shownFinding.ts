import type { FindingTarget } from './TreeNode.ts';

/** What a command of the view was called with: a line of the view, by an inline action, or what a line is about. */
export function targetOf(argument: unknown): FindingTarget | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('target' in argument) return targetOf(argument.target);
  return 'finding' in argument && 'project' in argument && 'look' in argument
    ? (argument as FindingTarget)
    : undefined;
}
