import { containerPluginsDir, pluginSeedVariable } from '../containerPaths.ts';
import { claudeCodeFeature, installsClaudeCode } from '../devcontainer/claudeCode.ts';
import { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import type { DevcontainerDocument } from '../devcontainer/document.ts';
import { featureReference, ourFeature, parseFeatureReference } from '../features.ts';
import { configDirMembers, isOurMount, isReplacedMount } from '../mounts/claudeMount.ts';
import {
  composeFile,
  composeFilesOf,
  composeFilesOfOthers,
  isLoginComposeFile,
  isOurComposeFile,
  isServiceName,
  loginComposeFile,
} from './compose.ts';
import { applyHomeOrder, removeHomeOrder } from './home.ts';
import { displacedName, entryName, isPrepareCommand, prepareCommand } from './initializeCommand.ts';
import { containerHostLogin, loginVariable, tokenReference, tokenVariable } from './login.ts';
import { type Mode, needsPrepare, type ShareOptions, wantedFeatures, wantedMounts } from './options.ts';
import { applyOtel } from './otel.ts';
import { readMounts } from './readConfigured.ts';
import { removeConfigDirArguments } from './removeConfigDirArguments.ts';
import { applySamePath, samePathMembers } from './samePath.ts';
import { scriptWords } from './scriptWords.ts';

export interface ApplyInput {
  readonly mode: Mode;
  readonly options: ShareOptions;
  readonly collection: string;
  /** Collections used before, whose Features are ours as well. */
  readonly formerCollections?: readonly string[];
  /** The prepare script, relative to the workspace folder. */
  readonly scriptPath: string;
  /** What the tools take where `dockerComposeFile` names no file, relative to devcontainer.json. */
  readonly defaultComposeFiles?: readonly string[];
  /** Also have Claude Code itself installed. */
  readonly installClaude: boolean;
  /** From the project's folder to the top of its git repository: `/..` for each folder (`samePath.ts`). */
  readonly up?: string;
  /** What puts the project at the host's path is the user's own, and stays. */
  readonly samePathByHand?: boolean;
}

/**
 * Brings a valid devcontainer.json to a mode: adds what is missing of ours, takes out what is not wanted, and changes
 * nothing else. Applied again it changes nothing. Modes are not told apart beforehand: each step below compares what the
 * mode wants with what the file has, so that any mode can follow any other.
 *
 * - `dockerComposeFile`: under Docker Compose, and shared, our file is the last one (`compose.ts`); with a shared login, the one that
 *   names its volume comes before.
 * - `features`: those that the mode wants (`wantedFeatures`), of the collection that is asked for. Ours of another
 *   collection are replaced; what counts as ours says `ourFeature`.
 * - `overrideFeatureInstallOrder`: with the whole home kept, every other Feature (`home.ts`).
 * - `mounts`: those of the options (`wantedMounts`). Everything with a target below `/mnt/claude-host` counts as ours. Mounts
 *   of Claude's state that somebody made by hand (`isReplacedMount`) go when a mode is set, since our volume takes
 *   their place; with `none` they stay.
 * - `remoteEnv`, `containerEnv`, `runArgs`: the token's reference, the place of the login that the host keeps, that of its plugins and where telemetry goes when
 *   those are chosen; no CLAUDE_CONFIG_DIR when a mode is set.
 * - `workspaceMount`, `workspaceFolder`: the host's path, when that is chosen (`samePath.ts`).
 * - `initializeCommand`: shared, or with the login that the host keeps, the prepare script (`initializeCommand.ts`). A user's command becomes an entry beside it,
 *   and stands alone again when ours goes.
 *
 * This puts back nothing that it took out before. `cli/src/change/plan.ts` does: it applies a mode to the file as it was
 * before our commands, which the host remembers (`original.ts`; `restoreReplaced.ts` where the same lines were edited since).
 * @returns the new text, without byte order mark
 */
export function applyMode(document: DevcontainerDocument, input: ApplyInput): string {
  const edit = new DocumentEdit(document);
  applyComposeFiles(edit, input);
  applyFeatures(edit, input);
  applyMounts(edit, input);
  applyEnvironment(edit, input);
  applyPath(edit, input);
  applyInitializeCommand(edit, input);
  return edit.text;
}

/** Our file comes last, and never first: that one says where the project is and what it is called. */
function applyComposeFiles(
  edit: DocumentEdit,
  { mode, options, defaultComposeFiles = [] }: ApplyInput,
): void {
  const key = 'dockerComposeFile';
  if (!usesCompose(edit)) return;
  const value = edit.value(key);
  const hasLogin = mode !== 'none' && options.login === 'shared';
  const wanted = [...(hasLogin ? [loginComposeFile] : []), ...(mode === 'share' ? [composeFile] : [])];
  if (composeFilesOfOthers(value).length === 0) {
    // The tools take their defaults for a list with nothing in it: it has to stay, where there is nothing but ours.
    if (wanted.length > 0 || composeFilesOf(value).length > 0)
      replaceFiles(edit, key, wanted.length > 0 ? [...defaultComposeFiles, ...wanted] : []);
    return;
  }
  const last = composeFilesOf(value).slice(-wanted.length || Infinity);
  const isThere = wanted.every((file, index) => last[index] === file);
  if (!isThere && !Array.isArray(value)) edit.wrap([key]);
  if (!isThere) for (const file of wanted) edit.append([key], file);
  const now = composeFilesOf(edit.value(key));
  for (const [index, file] of [...now.entries()].reverse()) {
    const stays = index >= now.length - wanted.length;
    if ((isOurComposeFile(file) || isLoginComposeFile(file)) && !stays) edit.remove([key, index]);
  }
}

function replaceFiles(edit: DocumentEdit, key: string, wanted: readonly string[]): void {
  const value = edit.value(key);
  if (JSON.stringify(value) === JSON.stringify(wanted)) return;
  if (!Array.isArray(value)) {
    edit.set([], key, wanted);
    return;
  }
  for (const index of [...value.keys()].reverse()) edit.removeOnly([key, index]);
  for (const file of wanted) edit.append([key], file);
}

function usesCompose(edit: DocumentEdit): boolean {
  return edit.value('dockerComposeFile') !== undefined;
}

function applyFeatures(edit: DocumentEdit, input: ApplyInput): void {
  const { mode, options, collection, installClaude } = input;
  const inUse = [collection, ...(input.formerCollections ?? [])];
  const wanted = wantedFeatures(mode, options, usesCompose(edit));
  const references = () => Object.keys((edit.value('features') ?? {}) as object);
  const isOf = (reference: string) => parseFeatureReference(reference).collection === collection;
  const isHome = (reference: string) => ourFeature(reference, inUse) === 'claude-home';
  if (!wanted.includes('claude-home') && references().some(isHome)) removeHomeOrder(edit, inUse);
  for (const id of wanted) {
    const present = references().some((reference) => ourFeature(reference, inUse) === id && isOf(reference));
    if (!present) edit.set(['features'], featureReference(collection, id), {});
  }
  if (mode !== 'none' && installClaude && !installsClaudeCode(edit.value())) {
    edit.set(['features'], claudeCodeFeature, {});
  }
  for (const reference of references()) {
    const id = ourFeature(reference, inUse);
    if (id && !(isOf(reference) && wanted.includes(id))) edit.remove(['features', reference]);
  }
  if (wanted.includes('claude-home')) applyHomeOrder(edit, inUse);
}

function applyMounts(edit: DocumentEdit, { mode, options }: ApplyInput): void {
  const wanted = wantedMounts(mode, options, usesCompose(edit));
  const config = edit.value();
  for (const entry of wanted) {
    const present = readMounts(edit).some((mount) => mount.entry === entry);
    if (!present) edit.append(['mounts'], entry);
  }
  for (const { index, entry, mount } of readMounts(edit).reverse()) {
    const stale = isOurMount(mount) && !wanted.includes(entry as string);
    const replaced = mode !== 'none' && isReplacedMount(mount, config);
    if (stale || replaced) edit.remove(['mounts', index]);
  }
}

function applyEnvironment(edit: DocumentEdit, { mode, options }: ApplyInput): void {
  const current = edit.value('remoteEnv', tokenVariable);
  if (mode !== 'none' && options.login === 'token') {
    if (current === undefined) edit.set(['remoteEnv'], tokenVariable, tokenReference);
  } else if (current === tokenReference) {
    edit.remove(['remoteEnv', tokenVariable]);
  }
  applyOtel(edit, mode === 'none' ? 'off' : options.otel);
  applyHostLogin(edit, mode !== 'none' && options.login === 'host-readonly' && !usesCompose(edit));
  applyPluginSeed(edit, mode === 'share' && options.plugins && !usesCompose(edit));
  if (mode === 'none') return;
  // The Feature sets the config directory; another value here would win and lead Claude away from the volume.
  for (const place of configDirMembers) {
    if (edit.value(place, 'CLAUDE_CONFIG_DIR') !== undefined) edit.remove([place, 'CLAUDE_CONFIG_DIR']);
  }
  removeConfigDirArguments(edit);
}

function applyPath(edit: DocumentEdit, { mode, options, up, samePathByHand }: ApplyInput): void {
  const isWanted = mode !== 'none' && options.samePath;
  applySamePath(edit, isWanted ? samePathMembers(usesCompose(edit), up) : undefined, samePathByHand);
}

/** Under Docker Compose our Compose file has the variable. Another value would lead Claude Code away from the login that was chosen. */
function applyHostLogin(edit: DocumentEdit, wanted: boolean): void {
  const path = ['containerEnv', loginVariable];
  const value = edit.value(...path);
  if (wanted && value === undefined) edit.set(['containerEnv'], loginVariable, containerHostLogin);
  else if (wanted && value !== containerHostLogin) edit.replace(path, containerHostLogin);
  else if (!wanted && value === containerHostLogin) edit.remove(path);
}

/** Under Docker Compose our Compose file has the variable. What else it lists stays. */
function applyPluginSeed(edit: DocumentEdit, wanted: boolean): void {
  const path = ['containerEnv', pluginSeedVariable];
  const value = edit.value(...path);
  const listed = typeof value === 'string' ? value.split(':').filter(Boolean) : [];
  if (listed.includes(containerPluginsDir) === wanted) return;
  const others = listed.filter((folder) => folder !== containerPluginsDir);
  const folders = wanted ? [...others, containerPluginsDir] : others;
  if (folders.length === 0) edit.remove(path);
  else if (value === undefined) edit.set(['containerEnv'], pluginSeedVariable, folders.join(':'));
  else edit.replace(path, folders.join(':'));
}

function applyInitializeCommand(edit: DocumentEdit, { mode, options, scriptPath }: ApplyInput): void {
  const key = 'initializeCommand';
  const command = edit.value(key);
  const isObject = typeof command === 'object' && command !== null && !Array.isArray(command);
  const entries = Object.entries(isObject ? command : {});
  const service = usesCompose(edit) ? edit.value('service') : undefined;
  // No other name gets into a shell's line.
  const words = scriptWords(options, isServiceName(service) ? service : undefined, mode);
  const wanted = needsPrepare(mode, options) ? prepareCommand(scriptPath, words) : undefined;
  const isWanted = (entry: unknown) => JSON.stringify(entry) === JSON.stringify(wanted);

  if (wanted && !entries.some(([, entry]) => isWanted(entry))) {
    const nothing = command === undefined || command === null || command === '' || isPrepareCommand(command);
    if (!isObject && !nothing) edit.wrap([key], displacedName);
    if (isObject || !nothing) edit.set([key], entryName, wanted);
    else edit.set([], key, { [entryName]: wanted });
  }
  for (const [name, entry] of entries) {
    if (isPrepareCommand(entry) && !isWanted(entry) && !(wanted && name === entryName))
      edit.remove([key, name]);
  }
  if (wanted) return;
  if (!isObject && isPrepareCommand(command)) edit.remove([key]);
  // What our command was put beside stands alone again.
  if (entries.some(([, entry]) => isPrepareCommand(entry))) edit.unwrap([key], displacedName);
}
