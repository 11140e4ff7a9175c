import { cancel } from './commands/cancel.ts';
import { checkMounts } from './commands/checkMounts.ts';
import { copyReport } from './commands/copyReport.ts';
import { fixFinding } from './commands/fixFinding.ts';
import { isolate } from './commands/isolate.ts';
import { keepInAll } from './commands/keepInAll.ts';
import { openDocumentation } from './commands/openDocumentation.ts';
import { openReport } from './commands/openReport.ts';
import { prepare } from './commands/prepare.ts';
import { rebuild } from './commands/rebuild.ts';
import { refresh } from './commands/refresh.ts';
import { remove } from './commands/remove.ts';
import { share } from './commands/share.ts';
import { showFinding } from './commands/showFinding.ts';
import { showLog } from './commands/showLog.ts';
import { stopKeepingInAll } from './commands/stopKeepingInAll.ts';
import { troubleshoot } from './commands/troubleshoot.ts';
import type { Command } from './Services.ts';

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
