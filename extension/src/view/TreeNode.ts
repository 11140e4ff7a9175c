import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import type { EditorLook, Project } from '../../../cli/src/api/types.ts';

/** What a command of the view is about. */
export interface FindingTarget {
  readonly project: Project;
  /** The look that found it: what a fix goes by. */
  readonly look: EditorLook;
  readonly finding: Finding;
}

/** A line of the view: all that VS Code is told of it, as plain text. */
export interface TreeNode {
  /** Stays over a refresh, so that what is unfolded stays so. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  /** A codicon and the theme's colour for it. */
  readonly icon: { readonly name: string; readonly color?: string };
  readonly expand: 'none' | 'collapsed' | 'expanded';
  /** By which the manifest finds its actions. */
  readonly context?: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** One of our commands, without `claudeSessions.`; it is given `target`. */
  readonly command?: { readonly name: 'showFinding' | 'openDocumentation'; readonly title: string };
  /** Where it is a finding or a part of one. */
  readonly target?: FindingTarget;
  readonly children: readonly TreeNode[];
}
