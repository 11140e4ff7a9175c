import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PlannedChange } from '../../../cli/src/api/types.ts';
import type { Services } from '../services/Services.ts';
import { plainLine, plainNotice } from '../text/plainText.ts';
import { type Answer, askToApply } from './askToApply.ts';

/**
 * Shows what is to change, and asks. The diff is closed again, whatever the answer; who closes it answers no.
 * @param canChoose whether there are options
 */
export async function previewPlan(
  services: Services,
  plan: PlannedChange,
  title: string,
  canChoose: boolean,
): Promise<Answer> {
  const name = plainLine(basename(plan.project.folder), 80);
  if (plan.unchanged) return tellUnchanged(plan, name, canChoose);
  const file = plainLine(plan.project.file);
  const close = await services.previews.show(
    basename(plan.project.configFile),
    plan.before,
    plan.after,
    `${file}: as it is ↔ ${title} (${name})`,
    () => services.question.answer('cancel'),
  );
  try {
    return await askToApply(services.question, `${title}: ${name}`, plan, canChoose);
  } finally {
    await close();
  }
}

/** Nothing is to be written, but the host is prepared all the same: what is there may be gone. */
async function tellUnchanged(plan: PlannedChange, name: string, canChoose: boolean): Promise<Answer> {
  const made = await plan.carryOut(async () => {});
  const is = { share: 'shared', isolate: 'isolated', none: 'without a set-up of Claude Sessions' }[plan.mode];
  const prepared = made.made.length > 0 ? ' What was missing on this host was made.' : '';
  const message = plainNotice(`${name} is ${is} already: nothing is to be changed.${prepared}`);
  const options = 'Options…';
  const chosen = await vscode.window.showInformationMessage(message, ...(canChoose ? [options] : []));
  return chosen === options ? 'options' : 'cancel';
}
