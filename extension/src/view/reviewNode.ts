import { counted } from '@claude-sessions/core/counted.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import { icons } from './icons.ts';
import type { TreeNode } from './TreeNode.ts';

const waitingMeaning = {
  reviewed:
    'What the container wrote is pulled while this window is open: built anew, line by line, of what is known to be harmless. What is new here is pushed.',
  otherwise: 'It was written for review, which is off: `claude-sessions pull` takes it over.',
};
const leftOutMeaning =
  'Lines of the container that could act on this host, or are not known to be harmless. They stay in its copy.';

/** Of a project that is reviewed, or was: what waits on either side, and what was left out of which conversations. */
export function reviewNodes({ review, status, project }: EditorLook): TreeNode[] {
  if (!review) return [];
  const { waiting, leftOut } = review;
  const id = `${project.configFile}|review`;
  const meaning = waitingMeaning[status.mode === 'share' ? 'reviewed' : 'otherwise'];
  const lines = leftOut.reduce((sum, one) => sum + one.lines, 0);
  const children = leftOut.map((one) => {
    const below = one.kinds.map(({ name, why, lines: ofKind }) => {
      const description = `${counted(ofKind, 'line')}, ${plainLine(why)}`;
      return row(`${id}|${one.conversation}|${why} ${name}`, plainLine(name), description, icons.seen);
    });
    const conversation = plainLine(one.conversation);
    const description = counted(one.lines, 'line');
    const node = row(
      `${id}|${conversation}`,
      conversation.slice(0, 8),
      description,
      icons.conversation,
      below,
    );
    return { ...node, tooltip: `${conversation}: ${description}` };
  });
  const total = `${counted(lines, 'line')} of ${counted(leftOut.length, 'conversation')}`;
  return [
    ...(waiting ? [{ ...row(id, 'Review', waiting, icons.carried), tooltip: meaning }] : []),
    ...(lines > 0
      ? [{ ...row(`${id}|left`, 'Left out', total, icons.leftOut, children), tooltip: leftOutMeaning }]
      : []),
  ];
}

function row(
  id: string,
  label: string,
  description: string,
  icon: TreeNode['icon'],
  children: readonly TreeNode[] = [],
): TreeNode {
  const spoken = `${label}: ${description}`;
  const expand = children.length > 0 ? 'collapsed' : 'none';
  return { id, label, description, tooltip: spoken, icon, expand, spoken, children };
}
