import * as vscode from 'vscode';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { Delayed } from '../looks/Delayed.ts';
import { plainLine } from '../text/plainText.ts';
import { icons } from '../view/icons.ts';
import { NodeTree } from '../view/NodeTree.ts';
import type { TreeNode } from '../view/TreeNode.ts';
import type { WindowKind } from '../window/windowKind.ts';
import type { ConversationList } from './ConversationList.ts';
import { conversationNodes } from './conversationNodes.ts';
import { familiesOf } from './families.ts';

/** So many are shown, and as many more each time: VS Code keeps every line that it was given. */
const page = 200;
/** An open conversation is written line by line. */
const changesWait = 1000;

/** The view *Sessions*: every conversation of the window, as a tree. What is not looked at is not listed. */
export class ConversationsView {
  static readonly id = 'claudeSessions.sessions';

  readonly #list: ConversationList;
  readonly #host: { windowKind(): WindowKind; folders(): readonly string[] };
  readonly #tree = new NodeTree();
  readonly #view = vscode.window.createTreeView(ConversationsView.id, {
    treeDataProvider: this.#tree,
    showCollapseAll: true,
  });
  readonly #changes: Delayed;
  readonly #listening: vscode.Disposable[];
  #shown: readonly EditorConversation[] | undefined;
  #limit = page;
  /** What may be another since it was listed. */
  #stale: 'nothing' | 'host' | 'all' = 'all';
  #endProgress: (() => void) | undefined;

  constructor(list: ConversationList, host: { windowKind(): WindowKind; folders(): readonly string[] }) {
    this.#list = list;
    this.#host = host;
    this.#changes = new Delayed(changesWait, () => this.#refreshIfVisible());
    this.#listening = [
      list.onDidChange(() => this.#update()),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#refreshIfVisible();
      }),
    ];
    this.#refreshIfVisible();
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  readonly onDidChangeVisibility = this.#view.onDidChangeVisibility;

  /** Something of what is listed may be another, on this host or anywhere: it is listed anew soon, or as soon as somebody looks. */
  changed(what: 'host' | 'all'): void {
    if (this.#stale !== 'all') this.#stale = what;
    if (this.#view.visible) this.#changes.request();
  }

  /** Shows older ones too, with the focus on the first of them. */
  async showMore(): Promise<void> {
    const before = new Set(linesBelow(this.#tree.nodes).map(({ id }) => id));
    this.#limit += page;
    this.#shown = undefined;
    this.#update();
    const first = linesBelow(this.#tree.nodes).find(
      ({ id, conversation }) => conversation && !before.has(id),
    );
    if (first) await this.#view.reveal(first, { focus: true, select: true });
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
    this.#endProgress?.();
    this.#changes.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  #refreshIfVisible(): void {
    const stale = this.#stale;
    if (!this.#view.visible || stale === 'nothing') return;
    this.#stale = 'nothing';
    void (stale === 'all' ? this.#list.refreshAll() : this.#list.refresh());
  }

  #update(): void {
    this.#showProgress();
    const { all, failure, isListed, leftOut } = this.#list;
    if (!isListed || all === this.#shown) return;
    this.#shown = all;
    const withFolder = new Set(all.map(({ folder }) => folder)).size > 1;
    const shown = { now: Date.now(), limit: this.#limit, withFolder };
    const failed = failure ? [failureNode(plainLine(failure.message), plainLine(failure.hint))] : [];
    this.#tree.nodes = [...failed, ...conversationNodes(familiesOf(all), shown)];
    this.#view.message = leftOut.map((sentence) => plainLine(sentence)).join(' ');
    this.#view.description = all.length > 0 ? String(all.length) : '';
    const isEmpty = this.#host.windowKind() === 'host' && this.#host.folders().length > 0;
    void vscode.commands.executeCommand('setContext', 'claudeSessions.noConversations', isEmpty);
  }

  #showProgress(): void {
    const { isListing } = this.#list;
    if (isListing && !this.#endProgress) {
      const ended = new Promise<void>((resolve) => {
        this.#endProgress = resolve;
      });
      void vscode.window.withProgress({ location: { viewId: ConversationsView.id } }, () => ended);
    } else if (!isListing) {
      this.#endProgress?.();
      this.#endProgress = undefined;
    }
  }
}

/** Every line, in the order of the screen. */
function linesBelow(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...linesBelow(node.children)]);
}

function failureNode(label: string, hint: string): TreeNode {
  return {
    id: 'failure',
    label,
    description: hint,
    tooltip: `${label}\n${hint}`,
    icon: icons.error,
    expand: 'none',
    context: 'failure',
    spoken: `Error: ${label} ${hint}`,
    children: [],
  };
}
