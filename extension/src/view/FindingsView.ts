import * as vscode from 'vscode';
import type { Looker } from '../looks/Looker.ts';
import type { ProjectState } from '../looks/ProjectState.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { NodeTree } from './NodeTree.ts';
import type { TreeNode } from './TreeNode.ts';
import { badgeOf, findingNode, messageOf, treeModel } from './treeModel.ts';

/** The view *Claude Sessions*: what the checks found, as a tree. */
export class FindingsView {
  static readonly id = 'claudeSessions.findings';

  readonly #looker: Looker;
  readonly #windowKind: () => WindowKind;
  readonly #tree = new NodeTree();
  readonly #view = vscode.window.createTreeView(FindingsView.id, {
    treeDataProvider: this.#tree,
    showCollapseAll: true,
  });
  readonly #listening: vscode.Disposable;
  #shown: readonly unknown[] = [];

  constructor(looker: Looker, windowKind: () => WindowKind) {
    this.#looker = looker;
    this.#windowKind = windowKind;
    this.#listening = looker.onDidChange(() => this.#update());
    this.#update();
  }

  /** Shows the view, with the focus on the line of a finding; without one, where it was. @returns whether there is such a line */
  async reveal(code?: string): Promise<boolean> {
    const node = code === undefined ? undefined : findingNode(this.#tree.nodes, code);
    if (node) await this.#view.reveal(node, { focus: true, select: true, expand: true });
    else await vscode.commands.executeCommand(`${FindingsView.id}.focus`);
    return node !== undefined;
  }

  /** What is shown. */
  get nodes(): readonly TreeNode[] {
    return this.#tree.nodes;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  #update(): void {
    const { states, below } = this.#looker;
    const window = this.#windowKind();
    // Looking again changes no line before it has come to an end; whoever reads keeps what they read.
    const shows = [window, ...states.flatMap(whatIsShown), ...below.flatMap(Object.values)];
    if (shows.length === this.#shown.length && shows.every((one, index) => one === this.#shown[index]))
      return;
    this.#shown = shows;
    this.#tree.nodes = treeModel(states, window, below);
    this.#view.badge = badgeOf(states);
    this.#view.message = messageOf(states, window, below) ?? '';
    const [only] = states;
    this.#view.description = states.length === 1 && only ? plainLine(only.project.file, 100) : '';
  }
}

function whatIsShown({ project, look, failure, looking }: ProjectState): unknown[] {
  return [project, look, failure, looking && !look && !failure];
}
