import { join } from 'node:path';
import { copiedFiles, inWords, profileWords } from '@claude-sessions/core/catalogue.ts';
import { configDirOverridden } from '@claude-sessions/core/checks/configuration/configDirOverridden.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { adviceText } from '@claude-sessions/core/findings/advice.ts';
import type { ConfigurationFacts } from '@claude-sessions/core/findings/facts.ts';
import { bypassesPermissions } from '@claude-sessions/core/prepare/permissionMode.ts';
import { type Disclosure, disclose } from '@claude-sessions/core/share/disclosure.ts';
import { tokenReference, tokenVariable } from '@claude-sessions/core/share/login.ts';
import { noFoldersThere } from '@claude-sessions/core/share/noFoldersThere.ts';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { moreQuestions, readAskedInside } from '../facts/askedInside.ts';
import { configurationOf, withSettings } from '../facts/configurationFacts.ts';
import {
  firstStartQuestions,
  keepsToWarning,
  readHostClaude,
  withoutLogin,
  withPossibleLogin,
} from '../facts/hostClaude.ts';
import { type FoundBreaches, lookForBreaches } from '../facts/isolation.ts';
import type { Engine } from '../host/engine.ts';
import { engineElsewhere } from '../host/engineElsewhere.ts';
import { readTextIfAny } from '../host/files.ts';
import { type Former, findFormer } from '../migrate/formerStores.ts';
import { readAccessLogin } from '../prepare/hostLogin.ts';
import { ensurePreparable } from '../prepare/prepareWorkspace.ts';
import type { Target } from '../workspace/target.ts';
import { hostConfigDir, type Workspace } from '../workspace/workspace.ts';
import { otelWarnings } from './otelWarnings.ts';
import { type ChangeRequest, type Outcome, planChange } from './planChange.ts';
import { lookAtPlugins, movedConfigDir, refuseMoved, refuseUnreviewed } from './refusals.ts';

/** A change and what it comes to for the user: what the container reaches then, and what Claude Code asks there. */
export interface Foreseen extends Outcome {
  /** Ways by which the container reaches more than is shared; not all of them, unless `knowsBreaches`. */
  readonly breaches: FoundBreaches['breaches'];
  readonly knowsBreaches: boolean;
  readonly disclosure: Disclosure;
  /** Questions of Claude Code at its first start inside, in a user's words. */
  readonly asks: readonly string[];
  /** Something that our commands do not change leads Claude Code away from our volume; a warning says what. */
  readonly isLedAway: boolean;
  /** Where the container kept Claude's state before; absent where the mode is `none`. */
  readonly former?: Former;
}

/**
 * Works out a change of mode with all that the user is told of it. Writes nothing.
 * @throws UserError when it cannot be made, or must not
 */
export async function lookAhead(target: Target, request: ChangeRequest, engine: Engine): Promise<Foreseen> {
  const { mode, options } = request;
  const { workspace } = target;
  let ofPlugins: string[] = [];
  if (mode === 'share') {
    refuseUnreviewed(options);
    await ensurePreparable(workspace, target.start, options);
    refuseMoved(workspace, options, process.env);
    ofPlugins = await lookAtPlugins(workspace, options);
  }
  const lacksLogin =
    mode !== 'none' &&
    options.login === 'host-readonly' &&
    (await readAccessLogin(workspace.home, process.env)) === undefined;
  const outcome = await planChange(target, request);
  const { after } = outcome.plan;
  if (mode === 'none' || after === null) {
    const none = { breaches: [], knowsBreaches: true, asks: [], isLedAway: false };
    return { ...outcome, ...none, disclosure: disclose(mode, options, 0) };
  }
  const [host, look, former, facts, settings] = await Promise.all([
    readHostClaude(workspace, process.env),
    lookForBreaches(workspace, after, engine),
    findFormer(workspace, outcome.plan.without, target.record, engine),
    configurationAfter(outcome, after),
    hostSettings(workspace),
  ]);
  const overrides = whatOverrides(facts);
  const moved = host.keepsTo === undefined ? movedConfigDir(workspace, process.env) : undefined;
  const ofHost =
    mode === 'share'
      ? [
          ...(await engineWarnings(engine, workspace)),
          ...keepsToWarning(host, process.env),
          ...hostWarnings(moved, options, after),
          ...ofPlugins,
          ...(options.profile ? profileWarnings(settings) : []),
        ]
      : [];
  // An isolated container gets nothing that answers for it.
  const shown = mode === 'share' ? options : { ...options, profile: false };
  const ofHostInside = shown.profile ? { settings, answers: host.answers } : undefined;
  const asked = await readAskedInside(workspace, facts, ofHostInside, process.env);
  const first = firstStartQuestions(host, shown, !lacksToken(shown, after) && !lacksLogin);
  const asks = [...(asked.hasLogin ? withoutLogin(first) : first), ...moreQuestions(asked)];
  return {
    ...outcome,
    former,
    warnings: [
      ...outcome.warnings,
      ...overrides,
      ...look.warnings,
      ...ofHost,
      ...(lacksLogin ? [noHostLogin] : []),
    ],
    isLedAway: overrides.length > 0,
    breaches: look.breaches,
    knowsBreaches: look.known,
    disclosure: disclose(mode, options, host.otherProjects, host.memoryOf),
    asks: withOwnVolume(asks, former, options.login === 'own' && hadOtherLogin(target, outcome)),
  };
}

const noHostLogin = `Claude Code on this host keeps no login in a file, so the container gets none. ${
  process.platform === 'darwin'
    ? 'A Mac keeps it in the keychain: choose another login.'
    : 'Log in here, then run `claude-sessions prepare`.'
}`;

/** While it was used, nobody had to make a login of the container's own. */
function hadOtherLogin({ current }: Target, { plan: { collections } }: Outcome): boolean {
  return current !== null && readConfigured(current, collections).options.login !== 'own';
}

/** What is left to be asked, by whether the container's own volume is there. @param isUnknown whether it has a login */
function withOwnVolume(
  asks: readonly string[],
  { own, usedOwn, known }: Former,
  isUnknown: boolean,
): readonly string[] {
  if (own.exists) return isUnknown ? withPossibleLogin(asks) : withoutLogin(asks);
  return usedOwn && !known ? withPossibleLogin(asks) : asks;
}

async function configurationAfter(
  { target: { workspace }, plan: { collections } }: Outcome,
  after: DevcontainerDocument,
): Promise<ConfigurationFacts> {
  return (await withSettings(workspace, configurationOf(workspace, collections, after))).facts;
}

/** The text of the host's settings.json; empty where there is none or it cannot be read. */
async function hostSettings({ home }: Workspace): Promise<string> {
  const path = join(hostConfigDir(home, process.env), 'settings.json');
  return (await readTextIfAny(path).catch(() => undefined)) ?? '';
}

/** Sentences about every CLAUDE_CONFIG_DIR that wins over ours and stays, since it stands in a file that is not ours to edit. */
function whatOverrides(configuration: ConfigurationFacts): string[] {
  return configDirOverridden
    .find({ configuration })
    .map(({ message, fix }) => `${message} ${adviceText(fix)}`);
}

async function engineWarnings(engine: Engine, { home }: Workspace): Promise<string[]> {
  const elsewhere = await engineElsewhere(engine, home);
  return elsewhere === undefined
    ? []
    : [`${noFoldersThere(elsewhere)} Isolate the project instead, or use an engine on this host.`];
}

/**
 * Warnings, a sentence each, where something on this host keeps a chosen option from doing what it says.
 * @param moved Claude's config directory, when it is not the usual one
 */
function hostWarnings(
  moved: string | undefined,
  options: ShareOptions,
  document: DevcontainerDocument,
): string[] {
  const fromUsual = [
    ...(options.profile ? [profileWords] : []),
    ...(options.tasks ? ['task lists'] : []),
  ].join(', and ');
  return [
    ...(lacksToken(options, document)
      ? [
          `${tokenVariable} is not set here, so the container gets none and Claude Code there asks to log in. Make one with \`claude setup-token\`, and set it where the dev container is started from.`,
        ]
      : []),
    ...otelWarnings(options, document, process.env),
    ...(moved !== undefined && fromUsual
      ? [
          `CLAUDE_CONFIG_DIR is ${moved}: ${inWords(['conversations', 'memory', ...copiedFiles])} come from there, but ${fromUsual} from ~/.claude.`,
        ]
      : []),
  ];
}

/** What of the profile does not cross, a sentence each. */
function profileWarnings(settings: string): string[] {
  return bypassesPermissions(settings)
    ? [
        'your settings.json sets permissions.defaultMode to bypassPermissions. That is not shared: as root, Claude Code refuses to start with it. To bypass permissions inside, as another user, start it there with `claude --permission-mode bypassPermissions`.',
      ]
    : [];
}

/** True when the host's token is to be shared and this process has none. */
function lacksToken({ login }: Pick<ShareOptions, 'login'>, document: DevcontainerDocument): boolean {
  const wanted = toObject(toObject(documentValue(document)).remoteEnv)[tokenVariable];
  return login === 'token' && wanted === tokenReference && !process.env[tokenVariable];
}
