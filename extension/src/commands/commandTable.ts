import { changeMode } from '../change/changeMode.ts';
import { turnGuard } from '../guard/turnGuard.ts';
import type { Command } from '../services/Services.ts';
import { changeDefaultFeatures } from '../settings/changeDefaultFeatures.ts';
import type { CommandName } from '../text/commandTitles.ts';
import { branchConversation } from './branchConversation.ts';
import { checkMounts } from './checkMounts.ts';
import { continueHere } from './continueHere.ts';
import { continueInContainer } from './continueInContainer.ts';
import { copyReport } from './copyReport.ts';
import { copySessionId } from './copySessionId.ts';
import { fixFinding } from './fixFinding.ts';
import { mergeConversation } from './mergeConversation.ts';
import { openDocumentation } from './openDocumentation.ts';
import { prepare } from './prepare.ts';
import { rebuild } from './rebuild.ts';
import { refresh } from './refresh.ts';
import { restoreConversations } from './restoreConversations.ts';
import { rollBack } from './rollBack.ts';
import { rollBackConversation } from './rollBackConversation.ts';
import { searchConversations } from './searchConversations.ts';
import { showConversation } from './showConversation.ts';
import { showFinding } from './showFinding.ts';
import { showUsage } from './showUsage.ts';
import { takeSnapshot } from './takeSnapshot.ts';
import { troubleshoot } from './troubleshoot.ts';
import { undoRollback } from './undoRollback.ts';

/** Every command, and the words for its failure. All of them exist in every window. */
export const commandTable: Readonly<
  Record<CommandName, { readonly run: Command; readonly failure: string }>
> = {
  share: {
    run: (services, argument) => changeMode(services, 'share', argument),
    failure: 'Sharing failed',
  },
  isolate: {
    run: (services, argument) => changeMode(services, 'isolate', argument),
    failure: 'Isolating failed',
  },
  remove: {
    run: (services, argument) => changeMode(services, 'none', argument),
    failure: 'Removing the set-up failed',
  },
  checkMounts: { run: checkMounts, failure: 'Checking the mounts failed' },
  troubleshoot: { run: troubleshoot, failure: 'Troubleshooting failed' },
  continueHere: { run: continueHere, failure: 'Continuing failed' },
  continueInContainer: { run: continueInContainer, failure: 'Continuing failed' },
  searchConversations: { run: searchConversations, failure: 'Searching failed' },
  showConversation: { run: showConversation, failure: 'Showing the conversation failed' },
  branchConversation: { run: branchConversation, failure: 'Branching failed' },
  mergeConversation: { run: mergeConversation, failure: 'Merging failed' },
  copySessionId: { run: copySessionId, failure: 'Copying failed' },
  moreConversations: { run: ({ sessions }) => sessions.showMore(), failure: 'Showing more failed' },
  takeSnapshot: { run: takeSnapshot, failure: 'Taking a snapshot failed' },
  rollBack: { run: rollBack, failure: 'Going back failed' },
  rollBackConversation: { run: rollBackConversation, failure: 'Going back failed' },
  undoRollback: { run: undoRollback, failure: 'Undoing the rollback failed' },
  restoreConversations: { run: restoreConversations, failure: 'Restoring failed' },
  moreSnapshots: { run: ({ sessions }) => sessions.showMoreSnapshots(), failure: 'Showing more failed' },
  showUsage: { run: showUsage, failure: 'Showing the usage failed' },
  prepare: { run: prepare, failure: 'Preparing this host failed' },
  copyReport: { run: copyReport, failure: 'Making the report failed' },
  keepInAll: {
    run: (services) => changeDefaultFeatures(services, 'keep'),
    failure: 'Changing the setting failed',
  },
  stopKeepingInAll: {
    run: (services) => changeDefaultFeatures(services, 'stop'),
    failure: 'Changing the setting failed',
  },
  showLog: { run: ({ log }) => log.show(), failure: 'Showing the log failed' },
  refresh: { run: refresh, failure: 'Looking failed' },
  cancel: { run: ({ looker }) => looker.cancel(), failure: 'Cancelling failed' },
  fixFinding: { run: fixFinding, failure: 'Fixing failed' },
  showFinding: { run: showFinding, failure: 'Showing devcontainer.json failed' },
  openDocumentation: { run: openDocumentation, failure: 'Opening the documentation failed' },
  openReport: { run: ({ report }) => report.open(), failure: 'Showing the report failed' },
  rebuild: { run: rebuild, failure: 'Rebuilding the dev container failed' },
  guardOn: { run: (services) => turnGuard(services, 'on'), failure: 'Turning on the guard failed' },
  guardOff: { run: (services) => turnGuard(services, 'off'), failure: 'Turning off the guard failed' },
  applyChange: { run: ({ question }) => question.answer('apply'), failure: 'Applying the change failed' },
  changeDetails: { run: ({ question }) => question.answer('details'), failure: 'Showing the details failed' },
  cancelChange: { run: ({ question }) => question.answer('cancel'), failure: 'Cancelling failed' },
};
