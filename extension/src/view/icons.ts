import type { TreeNode } from './TreeNode.ts';

/** The codicons of the view, in the colours of the theme. */
export const icons = {
  error: { name: 'error', color: 'list.errorForeground' },
  warning: { name: 'warning', color: 'list.warningForeground' },
  information: { name: 'info', color: 'notificationsInfoIcon.foreground' },
  passed: { name: 'pass', color: 'testing.iconPassed' },
  follows: { name: 'reply' },
  unknown: { name: 'question' },
  looking: { name: 'loading~spin' },
  cancelled: { name: 'circle-slash' },
  project: { name: 'root-folder' },
  folder: { name: 'folder' },
  carried: { name: 'sync' },
  conversation: { name: 'comment' },
  leftOut: { name: 'filter' },
  seen: { name: 'eye' },
  toDo: { name: 'lightbulb' },
  documentation: { name: 'book' },
} as const satisfies Record<string, TreeNode['icon']>;
