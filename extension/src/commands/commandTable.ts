import type { Command } from '../services/Services.ts';
import { cancel } from './cancel.ts';
import { checkMounts } from './checkMounts.ts';
import { copyReport } from './copyReport.ts';
import { fixFinding } from './fixFinding.ts';
import { isolate } from './isolate.ts';
import { keepInAll } from './keepInAll.ts';
import { openDocumentation } from './openDocumentation.ts';
import { openReport } from './openReport.ts';
import { prepare } from './prepare.ts';
import { rebuild } from './rebuild.ts';
import { refresh } from './refresh.ts';
import { remove } from './remove.ts';
import { share } from './share.ts';
import { showFinding } from './showFinding.ts';
import { showLog } from './showLog.ts';
import { stopKeepingInAll } from './stopKeepingInAll.ts';
import { troubleshoot } from './troubleshoot.ts';

/** Every command by its id without `claudeSessions.`, and what is said when it fails. All of them exist in every window. */
export const commandTable: Readonly<Record<string, { readonly run: Command; readonly failure: string }>> = {
  share: { run: share, failure: 'Sharing failed' },
  isolate: { run: isolate, failure: 'Isolating failed' },
  remove: { run: remove, failure: 'Removing the set-up failed' },
  checkMounts: { run: checkMounts, failure: 'Checking the mounts failed' },
  troubleshoot: { run: troubleshoot, failure: 'Troubleshooting failed' },
  prepare: { run: prepare, failure: 'Preparing this host failed' },
  copyReport: { run: copyReport, failure: 'Making the report failed' },
  keepInAll: { run: keepInAll, failure: 'Changing the setting failed' },
  stopKeepingInAll: { run: stopKeepingInAll, failure: 'Changing the setting failed' },
  showLog: { run: showLog, failure: 'Showing the log failed' },
  refresh: { run: refresh, failure: 'Looking failed' },
  cancel: { run: cancel, failure: 'Cancelling failed' },
  fixFinding: { run: fixFinding, failure: 'Mending failed' },
  showFinding: { run: showFinding, failure: 'Showing devcontainer.json failed' },
  openDocumentation: { run: openDocumentation, failure: 'Opening the documentation failed' },
  openReport: { run: openReport, failure: 'Showing the report failed' },
  rebuild: { run: rebuild, failure: 'Rebuilding the dev container failed' },
};
