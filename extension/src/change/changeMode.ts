import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import * as vscode from 'vscode';
import type { PlannedChange } from '../../../cli/src/api/types.ts';
import { unsavedSource } from '../edit/fileText.ts';
import { offerGuard } from '../guard/offerGuard.ts';
import { type Candidate, pickProject, pickProjectOrNew } from '../projects/pickProject.ts';
import type { Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { applyPlan } from './applyPlan.ts';
import { askOptions } from './askOptions.ts';
import { previewPlan } from './previewPlan.ts';

const titles: Record<Mode, string> = {
  share: commandTitles.share,
  isolate: commandTitles.isolate,
  none: commandTitles.remove,
};

/** Made on the way; left out, it is as chosen before. */
interface Choices {
  readonly options?: ShareOptions;
  readonly personal?: boolean;
  readonly installClaude?: boolean;
}

/**
 * Changes the mode of a project, for *share*, *isolate* and *remove*:
 *
 * 1. `choose`: which project, or where a new one is to be made.
 * 2. `makePlan`: the Node host works the change out, on the text as it is in the editor. Nothing is written.
 * 3. `previewPlan`: a diff, and beside it the question (`planLines`, `askToApply`). Other options lead back to 2.
 * 4. `applyPlan`: the Node host prepares this host and hands back the text, which `writeConfig` writes by one edit, last of all.
 *    What fails on the way there is put back. Then the window looks anew, and a rebuild is offered; so is the guard where a project
 *    is shared.
 */
export async function changeMode(services: Services, mode: Mode, argument: unknown): Promise<void> {
  const title = titles[mode];
  requireHost(services.windowKind(), title);
  const chosen = await choose(services, mode, argument);
  if (!chosen) return;
  let choices: Choices = {};
  for (;;) {
    const plan = await makePlan(services, mode, chosen, choices);
    const answer = await previewPlan(services, plan, title, mode === 'share');
    if (answer === 'cancel') {
      if (plan.unchanged && mode === 'share') offerGuard(services);
      return;
    }
    if (answer === 'options') {
      const asked = await askOptions(
        title,
        await optionsNow(services, chosen, choices),
        choices.personal ?? false,
      );
      choices = { ...choices, ...asked };
      continue;
    }
    const wanted =
      answer === 'installClaude'
        ? await makePlan(services, mode, chosen, { ...choices, installClaude: true })
        : plan;
    await applyPlan(services, wanted);
    if (mode === 'share') offerGuard(services);
    return;
  }
}

/** Only what is to be set up may be made. */
async function choose(services: Services, mode: Mode, argument: unknown): Promise<Candidate | undefined> {
  if (mode !== 'none') return pickProjectOrNew(services, titles[mode], argument);
  const project = await pickProject(services, titles[mode], argument);
  return project && { project, isNew: false };
}

async function makePlan(
  services: Services,
  mode: Mode,
  { project, isNew }: Candidate,
  choices: Choices,
): Promise<PlannedChange> {
  const api = await services.api();
  const text = await unsavedSource(project.configFile);
  const window = { location: vscode.ProgressLocation.Notification, title: titles[mode], cancellable: true };
  return vscode.window.withProgress(window, (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return api.planModeChange(project.folder, isNew ? undefined : project.configFile, {
      mode,
      ...choices,
      ...(text === undefined ? {} : { text }),
      create: isNew,
      settings: services.settings(),
      signal: controller.signal,
    });
  });
}

/** The list of options begins with these. */
async function optionsNow(
  services: Services,
  { project }: Candidate,
  { options }: Choices,
): Promise<ShareOptions> {
  if (options) return options;
  const isSame = ({ project: { configFile } }: { project: { configFile: string } }) =>
    configFile === project.configFile;
  const known = services.looker.states.find(isSame)?.look;
  if (known) return known.options;
  const request = { scope: 'configuration', settings: services.settings() } as const;
  const look = await (await services.api()).lookAtProject(project, request);
  return look.options;
}
