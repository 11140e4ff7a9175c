import { counted } from '@claude-sessions/core/counted.ts';
import type { EditorSnapshot } from '../../../cli/src/api/types.ts';
import { icons } from '../view/icons.ts';
import type { TreeNode } from '../view/TreeNode.ts';
import { snapshotLine } from './snapshotLine.ts';

interface Shown {
  readonly now: number;
  /** How many snapshots, at most. */
  readonly limit: number;
}

/** The group of the tree: the newest snapshots, and a line for more. Nothing where there is none. */
export function snapshotNodes(snapshots: readonly EditorSnapshot[], { now, limit }: Shown): TreeNode[] {
  if (snapshots.length === 0) return [];
  const withFolder = new Set(snapshots.map(({ folder }) => folder)).size > 1;
  const lines = snapshots.slice(0, limit).map((one) => snapshotLine(one, now, withFolder));
  const left = snapshots.length - limit;
  const label = 'Snapshots';
  const description = String(snapshots.length);
  return [
    {
      id: 'snapshots',
      label,
      description,
      tooltip: `${label}: conversations as they were at a time`,
      icon: icons.snapshots,
      expand: 'collapsed',
      context: 'snapshots',
      spoken: `${label}, ${description}`,
      children: left > 0 ? [...lines, moreNode(left, limit)] : lines,
    },
  ];
}

function moreNode(left: number, limit: number): TreeNode {
  const label = 'Show more';
  const description = counted(left, 'older snapshot');
  return {
    id: `moreSnapshots|${limit}`,
    label,
    description,
    tooltip: `${label}: ${description}`,
    icon: icons.more,
    expand: 'none',
    context: 'more',
    spoken: `${label}: ${description}`,
    command: 'moreSnapshots',
    children: [],
  };
}
