import type { Login } from '@claude-sessions/core/share/login.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import * as vscode from 'vscode';
import type { EditorLook, PlannedChange } from '../../../cli/src/api/types.ts';
import { unsavedSource } from '../edit/fileText.ts';
import { offerGuard } from '../guard/offerGuard.ts';
import { type Candidate, pickProject, pickProjectOrNew } from '../projects/pickProject.ts';
import type { Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { applyPlan } from './applyPlan.ts';
import { askLogin } from './askLogin.ts';
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
  readonly login?: Login;
  readonly personal?: boolean;
  readonly installClaude?: boolean;
}

/**
 * Changes the mode of a project, for *share*, *isolate* and *remove*:
 *
 * 1. `choose`: which project, or where a new one is to be made; `askLoginOnce`: by which login, if nobody has said so yet.
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
  let choices: Choices | undefined = await askLoginOnce(services, mode, chosen);
  if (!choices) return;
  for (;;) {
    const plan = await makePlan(services, mode, chosen, choices);
    const answer = await previewPlan(services, plan, title, mode !== 'none');
    if (answer === 'cancel') {
      if (plan.unchanged && mode === 'share') offerGuard(services);
      return;
    }
    if (answer === 'options') {
      choices = { ...choices, ...(await askAgain(services, mode, chosen, choices)) };
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

/** What is left open is asked for before the plan. @returns undefined when the user gives up */
async function askLoginOnce(services: Services, mode: Mode, chosen: Candidate): Promise<Choices | undefined> {
  if (mode === 'none' || (await lookNow(services, chosen)).loginIsChosen) return {};
  const login = await askLogin(titles[mode]);
  return login && { login };
}

async function askAgain(
  services: Services,
  mode: Mode,
  chosen: Candidate,
  { options, login, personal = false }: Choices,
): Promise<Choices | undefined> {
  const now = options ?? (await lookNow(services, chosen)).options;
  const asked = await askOptions(titles[mode], { ...now, login: login ?? now.login }, personal, mode);
  if (!asked) return undefined;
  const { login: chosenLogin } = asked.options;
  return mode === 'share' ? { ...asked, login: chosenLogin } : { options: asked.options, login: chosenLogin };
}

async function lookNow(services: Services, { project }: Candidate): Promise<EditorLook> {
  const isSame = ({ project: { configFile } }: { project: { configFile: string } }) =>
    configFile === project.configFile;
  const known = services.looker.states.find(isSame)?.look;
  if (known) return known;
  const request = { scope: 'configuration', settings: services.settings() } as const;
  return (await services.api()).lookAtProject(project, request);
}
