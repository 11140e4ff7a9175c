import * as vscode from 'vscode';
import type { PlannedChange } from '../../../cli/src/api/types.ts';
import { type Written, writeConfig } from '../edit/writeConfig.ts';
import { offerRebuild } from '../rebuild/offerRebuild.ts';
import type { Services } from '../services/Services.ts';
import { madeMessage } from './madeMessage.ts';

/** Makes a change that the user has seen, and offers to rebuild. */
export async function applyPlan(services: Services, plan: PlannedChange): Promise<void> {
  const { project, mode } = plan;
  const api = await services.api();
  let written: Written = 'as planned';
  const window = { location: vscode.ProgressLocation.Window, title: 'Claude Sessions: applying' };
  const made = await vscode.window.withProgress(window, () =>
    plan.carryOut(async (before, after) => {
      written = await writeConfig(api, project.configFile, before, after);
    }),
  );
  const differs = (written as Written) === 'differs';
  services.log.info(
    `${mode}: ${project.configFile} ${differs ? 'was saved otherwise than planned' : 'was changed'}`,
  );
  for (const path of made.made) services.log.info(`Made ${path}`);
  for (const path of made.left) services.log.info(`Left, for it is not ours: ${path}`);
  void services.looker.refresh('the mode was changed');
  offerRebuild(services, project, madeMessage(plan, made, differs));
}
