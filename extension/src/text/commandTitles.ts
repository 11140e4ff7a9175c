import { titledCommand } from '@claude-sessions/core/findings/advice.ts';

/** Every command by its id without `claudeSessions.`, with its title in the palette; a test compares them with package.nls.json. */
export const commandTitles = {
  share: 'Share Claude sessions',
  isolate: 'Isolate Claude sessions',
  remove: 'Remove Claude sessions set-up',
  checkMounts: 'Check Claude mounts',
  troubleshoot: 'Troubleshoot Claude sessions',
  continueHere: 'Continue Claude here',
  continueInContainer: 'Continue Claude in the container',
  searchConversations: 'Search Claude conversations…',
  showConversation: 'Show conversation',
  branchConversation: 'Branch conversation from here…',
  mergeConversation: 'Merge conversation into…',
  copySessionId: 'Copy session id',
  moreConversations: 'Show more',
  takeSnapshot: 'Take a snapshot of Claude conversations',
  rollBack: 'Go back to this snapshot…',
  rollBackConversation: 'Go back to a snapshot…',
  undoRollback: 'Undo the last rollback',
  restoreConversations: 'Restore deleted conversations…',
  moreSnapshots: 'Show more snapshots',
  showUsage: 'Show Claude usage',
  prepare: 'Prepare host folders',
  copyReport: 'Copy troubleshooting report',
  keepInAll: "Keep Claude's state in all my dev containers",
  stopKeepingInAll: "Stop keeping Claude's state in all my dev containers",
  showLog: 'Show log',
  refresh: 'Refresh',
  cancel: 'Cancel',
  fixFinding: 'Fix',
  showFinding: 'Show in the file',
  openDocumentation: 'About this check',
  openReport: 'Open troubleshooting report',
  rebuild: 'Rebuild dev container',
  guardOn: 'Turn on the guard',
  guardOff: 'Turn off the guard',
  applyChange: 'Apply the change shown',
  changeDetails: 'Show the details of the change',
  cancelChange: 'Cancel the change shown',
} as const;

export type CommandName = keyof typeof commandTitles;

/** A command as VS Code runs it. */
export function commandId(name: CommandName): string {
  return `claudeSessions.${name}`;
}

/** How advice names a command of the command line, which need not be installed: by the palette's title, where there is one. */
export const paletteCommand = titledCommand(commandTitles);
