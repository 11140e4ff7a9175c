import type { EditorConversation, EditorSnapshot, Project } from '../../../cli/src/api/types.ts';
import type { CommandName } from '../text/commandTitles.ts';
import type { ShownFinding } from './shownFinding.ts';

/** A line of a view: all that VS Code is told of it, as plain text. */
export interface TreeNode {
  /** Stays over a refresh, so that what is unfolded stays so. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  /** A codicon and the theme's colour for it. */
  readonly icon: { readonly name: string; readonly color?: string };
  readonly expand: 'none' | 'collapsed' | 'expanded';
  /** `viewItem` in the manifest, which finds its actions by it. */
  readonly context?: string;
  /** For screen readers. */
  readonly spoken: string;
  /** It is given `about`, the conversation or the snapshot. */
  readonly command?: CommandName;
  /** A folder, absolute, that the line opens. */
  readonly opens?: string;
  /** Undefined unless it is a finding or a part of one. */
  readonly about?: ShownFinding;
  readonly conversation?: EditorConversation;
  readonly snapshot?: EditorSnapshot;
  /** The dev container that its actions are about, where it is no finding. */
  readonly project?: Project;
  readonly children: readonly TreeNode[];
}
