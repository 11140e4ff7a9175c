import * as vscode from 'vscode';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { Delayed } from '../looks/Delayed.ts';
import type { SnapshotList } from '../snapshots/SnapshotList.ts';
import { snapshotNodes } from '../snapshots/snapshotNodes.ts';
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
const snapshotPage = 20;
/** An open conversation is written line by line. */
const changesWait = 1000;

/** The view *Sessions*: every conversation of the window, as a tree, and above them their snapshots. What is not looked at is not listed. */
export class ConversationsView {
  static readonly id = 'claudeSessions.sessions';

  readonly #list: ConversationList;
  readonly #snapshots: SnapshotList;
  readonly #host: { windowKind(): WindowKind; folders(): readonly string[] };
  readonly #tree = new NodeTree();
  readonly #view = vscode.window.createTreeView(ConversationsView.id, {
    treeDataProvider: this.#tree,
    showCollapseAll: true,
  });
  readonly #changes: Delayed;
  readonly #listening: vscode.Disposable[];
  #shown: readonly EditorConversation[] | undefined;
  #snapshotsShown: SnapshotList['all'] | undefined;
  #limit = page;
  #snapshotLimit = snapshotPage;
  /** What may be another since it was listed. */
  #stale: 'nothing' | 'host' | 'all' = 'all';
  #endProgress: (() => void) | undefined;

  constructor(
    list: ConversationList,
    snapshots: SnapshotList,
    host: { windowKind(): WindowKind; folders(): readonly string[] },
  ) {
    this.#list = list;
    this.#snapshots = snapshots;
    this.#host = host;
    this.#changes = new Delayed(changesWait, () => this.#refreshIfVisible());
    this.#listening = [
      list.onDidChange(() => this.#update()),
      snapshots.onDidChange(() => this.#update()),
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
    await this.#more(
      () => {
        this.#limit += page;
      },
      ({ conversation }) => conversation !== undefined,
    );
  }

  /** The same for snapshots. */
  async showMoreSnapshots(): Promise<void> {
    await this.#more(
      () => {
        this.#snapshotLimit += snapshotPage;
      },
      ({ snapshot }) => snapshot !== undefined,
    );
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
    if (stale === 'host') return void this.#list.refresh();
    void this.#list.refreshAll();
    void this.#snapshots.refresh();
  }

  async #more(raise: () => void, isOne: (node: TreeNode) => boolean): Promise<void> {
    const before = new Set(linesBelow(this.#tree.nodes).map(({ id }) => id));
    raise();
    this.#shown = undefined;
    this.#update();
    const first = linesBelow(this.#tree.nodes).find((node) => isOne(node) && !before.has(node.id));
    if (first) await this.#view.reveal(first, { focus: true, select: true });
  }

  #update(): void {
    this.#showProgress();
    const { all, failure, isListed, leftOut } = this.#list;
    const snapshots = this.#snapshots.all;
    if (!isListed || (all === this.#shown && snapshots === this.#snapshotsShown)) return;
    this.#shown = all;
    this.#snapshotsShown = snapshots;
    const withFolder = new Set(all.map(({ folder }) => folder)).size > 1;
    const now = Date.now();
    const failed = failure ? [failureNode(plainLine(failure.message), plainLine(failure.hint))] : [];
    this.#tree.nodes = [
      ...failed,
      ...snapshotNodes(snapshots, { now, limit: this.#snapshotLimit }),
      ...conversationNodes(familiesOf(all), { now, limit: this.#limit, withFolder }),
    ];
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
