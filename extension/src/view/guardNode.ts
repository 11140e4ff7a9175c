import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import { icons } from './icons.ts';
import type { TreeNode } from './TreeNode.ts';

const meaning =
  'The guard has Claude Code on this host check what a container wrote before it goes on with a conversation.';

/** How the guard of this host is: where the project is shared, or it is on. */
export function guardNodes({ guard, mode, home, project }: EditorLook): TreeNode[] {
  if (!guard || (mode !== 'share' && !guard.on)) return [];
  const problems = guard.problems.map((each) => plainLine(shortenHome(each, home)));
  const state = !guard.on ? 'off' : problems.length > 0 ? 'broken' : 'on';
  const description = state === 'broken' ? `on, and broken: ${problems.join(' ')}` : state;
  return [
    {
      id: `${project.configFile}|guard`,
      label: 'Guard',
      description,
      tooltip: [meaning, ...problems].join('\n'),
      icon: { off: { name: 'unlock' }, on: { name: 'lock' }, broken: icons.error }[state],
      expand: 'none',
      context: `guard.${state}`,
      spoken: `Guard: ${description}`,
      children: [],
    },
  ];
}
