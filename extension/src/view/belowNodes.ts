import type { FolderBelow } from '../looks/FolderBelow.ts';
import { plainLine } from '../text/plainText.ts';
import { icons } from './icons.ts';
import type { TreeNode } from './TreeNode.ts';

/** The lines of the folders below that have a dev container; each opens its folder. */
export function belowNodes(below: readonly FolderBelow[]): TreeNode[] {
  const isOne = new Set(below.map(({ workspaceFolder }) => workspaceFolder)).size === 1;
  return below.map(({ workspaceFolder, path }) => {
    const folder = `${workspaceFolder.replace(/[\\/]$/, '')}/${path}`;
    const name = workspaceFolder.split(/[\\/]/).findLast((part) => part !== '') ?? workspaceFolder;
    const label = plainLine(isOne ? path : `${name}/${path}`);
    return {
      id: `${folder}|below`,
      label,
      description: 'open folder',
      tooltip: `Open ${plainLine(folder, 1000)}, which has a dev container`,
      icon: icons.folder,
      expand: 'none',
      context: 'below',
      spoken: `${label}, has a dev container: open folder`,
      opens: folder,
      children: [],
    };
  });
}
