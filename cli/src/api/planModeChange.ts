import { documentSource } from '@claude-sessions/core/devcontainer/document.ts';
import { ourCommand, typedCommand } from '@claude-sessions/core/findings/advice.ts';
import { compareChoice } from '@claude-sessions/core/share/compareChoice.ts';
import { breachText } from '@claude-sessions/core/share/isolationBreaches.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import type { Chosen, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { carryOut } from '../change/carryOut.ts';
import { type Foreseen, lookAhead } from '../change/lookAhead.ts';
import { modeAgain, requestAgain, targetAgain, whatIsWider } from '../change/modeAgain.ts';
import { loginOfTarget, optionsNow } from '../change/modeNow.ts';
import { idleWords } from '../guard/idleWords.ts';
import { turnOffIfIdle } from '../guard/turnOffIfIdle.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import type { FileChange } from '../host/files.ts';
import { keptByPeer, leftFolder, leftOnHost, leftVolume } from '../takeOver/formerWords.ts';
import { findTarget } from '../workspace/findTarget.ts';
import { lockProject } from '../workspace/lockProject.ts';
import type { Target } from '../workspace/target.ts';
import { defaultConfig, readSource } from '../workspace/workspace.ts';
import { projectOf } from './findProjects.ts';
import { collectionOf, type EditorSettings, engineOf } from './settings.ts';
import type { EditorLook, MadeChange, ModeRequest, PlannedChange } from './types.ts';

/**
 * Works out a change of mode. Writes nothing.
 * @param configFile the devcontainer.json that is meant; left out, the only one there is, or the one to be made
 * @throws UserError when it cannot be made, or it is not said which one is meant
 */
export async function planModeChange(
  folder: string,
  configFile: string | undefined,
  request: ModeRequest,
): Promise<PlannedChange> {
  const { mode, settings, signal } = request;
  const collection = collectionOf(settings);
  const engine = engineOf(settings, signal);
  const { target, personal } = await findTarget({
    ...request,
    folder,
    configFile,
    choose: refuseToGuess,
    create: async () => request.create ?? false,
    hint:
      mode === 'none' ? 'There is nothing to take out.' : `Have ${defaultConfig} made, or write your own.`,
  });
  const { options, chosenLogin } = optionsOf(target, collection, request);
  const wantsClaudeCode = async () => request.installClaude ?? false;
  const change = await lookAhead(target, { mode, options, collection, wantsClaudeCode }, engine);
  signal?.throwIfAborted();
  const chosen = wasShown(change, request)
    ? { chosen: { mode, options: { ...options, login: chosenLogin } } }
    : {};
  return planned(change, engine, { ...chosen, personal });
}

/** What is to be written, and the login that the user chose: another one is not taken for a choice (`loginUnnamed`). */
function optionsOf(
  target: Target,
  collection: string,
  { mode, options, login }: ModeRequest,
): { options: ShareOptions; chosenLogin: Login } {
  if (mode === 'none') return { options: defaultShareOptions, chosenLogin: defaultShareOptions.login };
  const named = login ?? options?.login;
  const unnamed = loginOfTarget(target, collection);
  const base =
    mode === 'share'
      ? (options ?? optionsNow(target, collection))
      : {
          ...defaultShareOptions,
          ...kept(options ?? optionsNow(target, collection)),
          login: unnamed.written,
        };
  const written = named ?? base.login;
  const isOfFile = named === undefined && unnamed.written !== unnamed.chosen;
  return { options: { ...base, login: written }, chosenLogin: isOfFile ? unnamed.chosen : written };
}

/** The options that a project keeps when it is isolated. */
function kept({ samePath, home, otel }: ShareOptions): Pick<ShareOptions, 'samePath' | 'home' | 'otel'> {
  return { samePath, home, otel };
}

/**
 * Whether the user has seen what is chosen: stated it, or will see it as a change. What a file shares already, and nobody was asked
 * about, becomes no choice by *Share* where it is more than that shares by itself.
 */
function wasShown({ plan, mode, target }: Foreseen, { options }: ModeRequest): boolean {
  if (mode !== 'share' || options || plan.files.length > 0 || target.record?.chosen) return true;
  const present = readConfigured(plan.after ?? target.start, plan.collections);
  return compareChoice(present, { mode, options: defaultShareOptions }).every(({ wider }) => !wider);
}

/**
 * Works out what the fix `applyMode` does: the mode as it was chosen last on this host, else as it is configured.
 * @throws UserError when the file asks for more than was chosen, or it cannot be made
 */
export async function planModeAgain(look: EditorLook, settings: EditorSettings): Promise<PlannedChange> {
  const known = look.look;
  if (!known) {
    throw new UserError(
      'What was chosen for this dev container is known on its host only.',
      'Open the folder on the host, in a trusted window, and do it there.',
    );
  }
  const wider = whatIsWider(known);
  if (wider) throw wider;
  const engine = engineOf(settings);
  const saved = await readSource(look.project.configFile);
  const target = await targetAgain(known, look.source === saved ? undefined : look.source);
  const request = requestAgain(known, collectionOf(settings));
  if (modeAgain(known).mode === 'none') {
    throw new UserError('Claude Sessions is not set up here.', 'Share or isolate it first.');
  }
  return planned(await lookAhead(target, request, engine), engine, {});
}

/** An editor asks before it calls; nothing is guessed. */
async function refuseToGuess(configs: readonly string[]): Promise<never> {
  throw new UserError(`There are ${configs.length} configurations: ${configs.join(', ')}.`, 'Choose one.');
}

interface How {
  readonly chosen?: Chosen;
  readonly personal?: boolean;
}

function planned(change: Foreseen, engine: Engine, how: How): PlannedChange {
  const { target, mode, plan } = change;
  const { workspace } = target;
  const isConfig = ({ path }: FileChange) => path === workspace.configFile;
  const current = target.current && documentSource(target.current);
  const config = plan.files.find(isConfig) ?? { before: current, after: current };
  return {
    project: projectOf(workspace.folder, workspace.configFile),
    mode,
    before: config.before,
    after: config.after,
    otherFiles: plan.files
      .filter((file) => !isConfig(file))
      .map(({ path, before, after }) => ({
        path,
        change: before === null ? 'created' : after === null ? 'deleted' : 'changed',
      })),
    changes: plan.changes,
    warnings: [...change.warnings, ...formerWarnings(change)],
    breaches: change.breaches.map(breachText),
    disclosure: change.disclosure,
    asks: change.asks,
    ...(change.claudeCode && { claudeCode: change.claudeCode }),
    unchanged: plan.files.length === 0,
    carryOut: (writeConfig) => make(change, engine, how, writeConfig),
  };
}

/** A sentence for each place in which the dev container kept Claude's state, and which it no longer uses. */
function formerWarnings({ former, mode }: Foreseen): string[] {
  const command = typedCommand(ourCommand(mode === 'share' ? 'share' : 'isolate', '--take-over'));
  const migrate = typedCommand(ourCommand('migrate'));
  const volumes = former?.volumes.filter(({ taken }) => !taken) ?? [];
  return [
    ...volumes.map((each) => leftVolume(each, { command, known: former?.known ?? false })),
    ...(former?.folders ?? []).map((folder) => leftFolder(folder, migrate)),
    ...(former?.peers ?? []).map((each) => keptByPeer(each, migrate)),
    ...(former?.host ?? []).map((each) => leftOnHost(each, migrate)),
  ];
}

async function make(
  change: Foreseen,
  engine: Engine,
  { chosen, personal }: How,
  writeConfig: Parameters<PlannedChange['carryOut']>[0],
): Promise<MadeChange> {
  // What is taken out was no choice of a mode.
  const choice = chosen?.mode === 'none' ? undefined : chosen;
  // The look ahead may have been given up; what is made is made to its end.
  const { command } = engine;
  const make = () => carryOut(change, { chosen: choice, personal, writeConfig, engine: { command } });
  const done = await lockProject(change.target.workspace, make);
  const { home } = change.target.workspace;
  const idle = change.mode === 'none' ? idleWords(await turnOffIfIdle(home, process.env)) : [];
  const { kept, prepared, seenByGit, rest } = done;
  return {
    ...(kept !== undefined && { kept }),
    made: prepared?.made ?? [],
    leftOut: prepared?.leftOut ?? [],
    notes: [
      ...(seenByGit === undefined ? [] : [seenByGit]),
      ...(rest.kept === undefined ? [] : [rest.kept]),
      ...idle,
    ],
    left: rest.left,
  };
}
