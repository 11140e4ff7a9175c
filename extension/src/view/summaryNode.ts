import { counted } from '@claude-sessions/core/counted.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { statusText } from '../status/statusText.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import type { TreeNode } from './TreeNode.ts';

/** The first line of a dev container: its mode, its container, whether someone is logged in there, and how many conversations there are. None without a devcontainer.json. */
export function summaryNodes(look: EditorLook, window: WindowKind): TreeNode[] {
  const status = statusText(look.status, window);
  if (!status) return [];
  const label = `${status.word.charAt(0).toUpperCase()}${status.word.slice(1)}`;
  const { conversations, login } = look;
  const description = [
    ...(window === 'host' ? containerWords(look) : []),
    ...(look.status.home ? ['whole home kept'] : []),
    ...(login ? [login] : []),
    ...(conversations === undefined ? [] : [counted(conversations, 'conversation')]),
  ].join(' · ');
  return [
    {
      id: `${look.project.configFile}|summary`,
      label,
      ...(description && { description }),
      tooltip: status.meaning,
      icon: { name: status.icon },
      expand: 'none',
      context: contextOf(look, window),
      spoken: description ? `${label}, ${description}` : label,
      project: look.project,
      children: [],
    },
  ];
}

function containerWords({ container, results, whyUnknown }: EditorLook): string[] {
  if (container) return [container.running ? 'container running' : 'container stopped'];
  const unseen = results.find(({ state, check }) => state === 'unknown' && check.place === 'container');
  return unseen ? [plainLine(whyUnknown(unseen))] : [];
}

/** What the manifest offers in the line goes by it. */
function contextOf({ status: { state } }: EditorLook, window: WindowKind): string {
  const offers = window === 'host' && (state === 'drift' || state === 'notSetUp');
  return offers ? `summary.${state}` : 'summary';
}
