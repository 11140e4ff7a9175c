import * as vscode from 'vscode';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import type { TreeNode } from './TreeNode.ts';

const states: Record<TreeNode['expand'], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** Hands the lines of a view to VS Code. */
export class NodeTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #parents = new Map<TreeNode, TreeNode>();
  #nodes: readonly TreeNode[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  get nodes(): readonly TreeNode[] {
    return this.#nodes;
  }

  set nodes(nodes: readonly TreeNode[]) {
    this.#nodes = nodes;
    this.#parents.clear();
    for (const node of nodes) this.#adopt(node);
    this.#changed.fire(undefined);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...(node ? node.children : this.#nodes)];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, states[node.expand]);
    const { name, color } = node.icon;
    item.id = node.id;
    item.tooltip = node.tooltip;
    item.iconPath = new vscode.ThemeIcon(
      name,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
    item.accessibilityInformation = { label: node.spoken };
    if (node.description !== undefined) item.description = node.description;
    if (node.context !== undefined) item.contextValue = node.context;
    if (node.command) {
      item.command = {
        command: commandId(node.command),
        title: commandTitles[node.command],
        arguments: [node.about ?? node.conversation ?? node.snapshot],
      };
    }
    if (node.opens !== undefined) {
      const folder = vscode.Uri.file(node.opens);
      item.command = { command: 'vscode.openFolder', title: 'Open folder', arguments: [folder] };
    }
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #adopt(parent: TreeNode): void {
    for (const child of parent.children) {
      this.#parents.set(child, parent);
      this.#adopt(child);
    }
  }
}
