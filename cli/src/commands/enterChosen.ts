import type { Advice } from '@claude-sessions/core/findings/advice.ts';
import { type Configured, readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { imageFeatures } from '../facts/imageFeatures.ts';
import { labelsOfImage } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { enter } from '../up/enter.ts';
import { adviceHere } from '../workspace/commandWords.ts';
import { readRecord } from '../workspace/records.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { carryReview } from './carryReview.ts';
import { openChosen } from './openChosen.ts';
import type { EnterOptions } from './options.ts';

export interface Refusals {
  /** What is asked of the dev container before anything is started. @throws UserError when it is not so */
  readonly require?: (configured: Configured) => Promise<void>;
  /** What to do where neither `share` nor `isolate` was used; left out, that is no error. */
  readonly unlessSetUp?: Advice;
  /** Said when the command ends with 127; left out, that is an exit code as any other. */
  readonly notFound?: { readonly message: string; readonly advice: Advice };
}

/**
 * Runs a command in the dev container that a command line is about.
 * @returns the command's exit code
 */
export async function enterChosen(
  folder: string | undefined,
  command: readonly string[],
  options: EnterOptions,
  refusals: Refusals = {},
): Promise<number> {
  const workspace = await openChosen(folder, options, {
    hint: 'Name the folder of a project with a dev container.',
  });
  return enterWorkspace(workspace, command, options, refusals);
}

/** The same in a dev container that is known. */
export async function enterWorkspace(
  workspace: Workspace,
  command: readonly string[],
  options: EnterOptions,
  { require, unlessSetUp, notFound }: Refusals = {},
): Promise<number> {
  const document = await readConfig(workspace.configFile);
  const collections = collectionsOf(collectionFrom({}, process.env), await readRecord(workspace));
  const engine = engineFrom(options.dockerPath, process.env);
  const ofImage = await imageFeatures(document, collections, (image) => labelsOfImage(engine, image));
  const configured = readConfigured(document, collections, ofImage);
  if (unlessSetUp && configured.mode === 'none') {
    throw new UserError(
      `Claude Sessions is not set up in ${workspace.configFile}.`,
      await adviceHere(workspace, unlessSetUp),
    ).as('not-set-up');
  }
  await require?.(configured);
  await carryReview(workspace);
  const code = await enter(workspace, { ...configured, document }, command, options);
  await carryReview(workspace);
  if (code !== 127 || !notFound) return code;
  throw new UserError(notFound.message, await adviceHere(workspace, notFound.advice));
}
